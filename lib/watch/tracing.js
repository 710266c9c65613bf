// Keeps the traces of one pool: reads what the threads have done at regular intervals, and before a thread is
// forgotten.
//
// The room `lib/watch/` tells what a pool does: by traces, the tracing channel, histograms and its utilization. It may
// use the room job and the ground files, and it only observes: it never decides what a job or a thread does.
'use strict'

const binding = require('../binding.js')
const { isRefusal, optionError } = require('../errors.js')
const { startTimer, stopTimer } = require('../event-loop.js')
const { isURL } = require('../realm.js')
const { nameOf } = require('../job/task-name.js')
const { withoutFlags } = require('../job/task-number.js')
const { NATIVE, STEAL, Trace, fileError } = require('./trace.js')

/** Milliseconds between two readings. */
const PAUSE = 100
/** How many numbers make a span: see `read_trace` in `src/node/stats.rs`. */
const FIELDS = 8

class Tracing {
  /** @type {Set<Trace>} */
  #traces = new Set()
  #crews = new Set()
  #isTimed
  #label
  #timer

  /**
   * @param {boolean} isTimed whether the pool's jobs are timed even while there is no trace
   * @param {string} label
   */
  constructor (isTimed, label) {
    this.#isTimed = isTimed
    this.#label = label
  }

  /** A crew takes jobs from now on. */
  follow (crew) {
    this.#crews.add(crew)
    if (this.#traces.size > 0) binding.startTrace(crew.handle)
  }

  /** A thread of a crew is about to be forgotten, or the whole crew if `isLast`. */
  leave (crew, isLast) {
    this.#read(crew)
    if (isLast) this.#crews.delete(crew)
  }

  /** Begins a trace. Returns a function that ends it; its promise resolves when the file is complete. */
  start (file) {
    const isFile = isURL(file) ? file.protocol === 'file:' : typeof file === 'string' && file !== ''
    if (!isFile) throw optionError(TypeError, 'file', 'a path or a file: URL', file)
    this.#readAll()
    const [since, scale] = [...this.#crews].map((crew) => binding.startTrace(crew.handle))[0]
    let trace
    try {
      trace = new Trace(file, this.#label, since, scale)
    } catch (error) {
      this.#stopIfUnused()
      throw isRefusal(error) ? fileError(error) : error
    }
    this.#traces.add(trace)
    if (this.#timer === undefined) this.#readLater()
    let stopping
    return () => {
      stopping ??= this.#stop(trace)
      return stopping
    }
  }

  /** Ends every trace. `onError` is called for each trace whose file could not be written. */
  async close (onError) {
    for (const trace of [...this.#traces]) await this.#stop(trace).catch(onError)
  }

  #stop (trace) {
    if (!this.#traces.has(trace)) return Promise.resolve()
    this.#readAll()
    this.#traces.delete(trace)
    this.#stopIfUnused()
    return trace.end()
  }

  /** Tells the threads to record nothing more, if there is no trace. */
  #stopIfUnused () {
    if (this.#traces.size > 0) return
    stopTimer(this.#timer)
    this.#timer = undefined
    for (const crew of this.#crews) if (crew.handle >= 0) binding.stopTrace(crew.handle, this.#isTimed)
  }

  #readLater () {
    this.#timer = startTimer(() => {
      this.#readAll()
      this.#readLater()
    }, PAUSE)
  }

  #readAll () {
    for (const crew of this.#crews) this.#read(crew)
  }

  #read (crew) {
    if (this.#traces.size === 0 || crew.handle < 0) return
    const numbers = binding.readTrace(crew.handle)
    for (let at = 0; at < numbers.length; at += FIELDS) {
      const [kind, seat, lane, task, from, submitted, begun, ended] = numbers.slice(at, at + FIELDS)
      const name = kind === STEAL
        ? 'part of another thread\'s job'
        : lastPart(nameOf(crew.taskOf(kind === NATIVE, withoutFlags(task))))
      const place = (seat) => ({ seat, name: crew.nameOf(seat) })
      const victim = from < 0 ? undefined : place(from)
      const span = { kind, lane, name, thread: place(seat), victim, submitted, begun, ended }
      for (const trace of this.#traces) trace.add(span)
    }
  }
}

/** The last part of a URL. Other names have one part. */
function lastPart (name) {
  return name.slice(name.lastIndexOf('/') + 1)
}

module.exports = { Tracing }
