// Writes a trace of a pool to a file, in Chrome's trace-event format: an array, whose end may be missing if the process
// dies.
'use strict'

const fs = require('node:fs')
const { systemError } = require('../errors.js')

/** Kinds of spans: see `read_trace` in `src/node/stats.rs`. */
const NATIVE = 1
const STEAL = 2
/** More lanes than any thread has. */
const LANES = 256

class Trace {
  #stream
  #closed
  /** When the trace began, in ticks. */
  #since
  /** How many microseconds a tick takes. */
  #scale
  #isFirst = true
  /** @type {Error | undefined} */
  #error
  /** The number of each lane. @type {Map<string, number>} */
  #lanes = new Map()
  #ids = 0

  /**
   * @param {string | URL} file is created, or emptied if it exists
   * @param {string} label names the pool
   * @param {number} since when the trace begins, in ticks
   * @param {number} scale how many nanoseconds a tick takes
   */
  constructor (file, label, since, scale) {
    this.#since = since
    this.#scale = scale / 1e3
    this.#stream = fs.createWriteStream('', { fd: fs.openSync(file, 'w') })
    this.#stream.on('error', (error) => { this.#error ??= error })
    this.#closed = new Promise((resolve) => this.#stream.once('close', resolve))
    this.#stream.write('[')
    this.#write({ ph: 'M', name: 'process_name', args: { name: label } })
  }

  /**
   * Writes a span. `thread` is the thread that it ran on, `victim` the thread that it was taken from.
   *
   * @typedef {{ seat: number, name: string }} Place
   * @typedef {{ submitted: number, begun: number, ended: number }} Times in ticks
   * @param {Times & { kind: number, lane: number, name: string, thread: Place, victim: Place | undefined }} span
   */
  add ({ kind, lane, name, thread, victim, submitted, begun, ended }) {
    if (begun < this.#since) return
    const id = this.#ids += 1
    const tid = this.#lane(thread, lane)
    const [ts, end] = [this.#time(begun), this.#time(ended)]
    const cat = kind === STEAL ? 'steal' : 'job'
    // For a job that was submitted before the trace began, the wait begins with the trace.
    if (kind !== STEAL) {
      const wait = { cat: 'wait', name: `wait for ${name}`, id, tid }
      this.#write({ ph: 'b', ...wait, ts: this.#time(Math.max(submitted, this.#since)) })
      this.#write({ ph: 'e', ...wait, ts })
    }
    this.#write({ ph: 'X', cat, name, tid, ts, dur: round(end - ts), args: { id } })
    if (victim === undefined) return
    this.#write({ ph: 's', cat: 'steal', name: 'steal', id, tid: this.#lane(victim, 0), ts })
    this.#write({ ph: 'f', bp: 'e', cat: 'steal', name: 'steal', id, tid, ts })
  }

  /** Completes the file. Rejects if the system would not write it: the disk may be full. */
  async end () {
    // Node has already closed a stream that could not be written.
    if (!this.#stream.destroyed) this.#stream.end('\n]\n')
    await this.#closed
    if (this.#error !== undefined) throw fileError(this.#error)
  }

  /** The number of a thread's lane. A thread with several jobs in hand has a lane for each. */
  #lane (thread, lane) {
    const name = lane === 0 ? thread.name : `${thread.name} (${lane + 1})`
    let tid = this.#lanes.get(name)
    if (tid === undefined) {
      tid = this.#lanes.size + 1
      this.#lanes.set(name, tid)
      this.#write({ ph: 'M', name: 'thread_name', tid, args: { name } })
      this.#write({ ph: 'M', name: 'thread_sort_index', tid, args: { sort_index: thread.seat * LANES + lane } })
    }
    return tid
  }

  /** Microseconds since the trace began. */
  #time (ticks) {
    return round((ticks - this.#since) * this.#scale)
  }

  #write (event) {
    const separator = this.#isFirst ? '\n' : ',\n'
    if (!this.#stream.destroyed) this.#stream.write(separator + JSON.stringify({ pid: process.pid, ...event }))
    this.#isFirst = false
  }
}

/** Rounds to the nanosecond. */
function round (microseconds) {
  return Math.round(microseconds * 1e3) / 1e3
}

function fileError (cause) {
  return systemError('file', 'the file of a trace', cause)
}

module.exports = { Trace, NATIVE, STEAL, fileError }
