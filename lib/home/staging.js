// Encodes jobs one after another, and submits them: at once if a thread may be free for them, otherwise all of them in
// one native call at the end of the tick.
'use strict'

const binding = require('../binding.js')
const { closedError, memoryError } = require('../errors.js')
const { queueMicrotask } = require('../event-loop.js')
const { writeValue } = require('./record.js')
const { Writer } = require('./segments.js')
const { Supplied } = require('../job/supplier.js')

const { HEADER, ASK, PORT } = binding

/** An answer of `supply`: there is no memory for a copy of the data. */
const NO_ROOM = 2

class Staging {
  #home
  #shared
  #deadlines
  #afterFlush
  #writer
  #encoder
  /** The crew that the staged jobs are for. */
  #crew
  /** The position at which the staged records begin. */
  #start = 0
  /** The position at which the record that is being written begins. */
  #from = 0
  #isFlushQueued = false
  #flush = () => this.flush()
  /** For jobs that a getter submits while its value is being written. @type {Staging | undefined} */
  #inner

  /**
   * @param {number} home the native handle
   * @param {import('./shared-buffers.js').SharedBuffers} shared
   * @param {import('./deadlines.js').Deadlines} deadlines of the jobs that are staged here: they are set before the
   * jobs are submitted
   * @param {() => void} afterFlush called after each submission
   * @param {boolean} [isInner] whether this is the inner one of another, which alone may use the segments
   */
  constructor (home, shared, deadlines, afterFlush, isInner = false) {
    this.#home = home
    this.#shared = shared
    this.#deadlines = deadlines
    this.#afterFlush = afterFlush
    this.#writer = new Writer(
      shared,
      isInner ? () => -1 : (bytes) => binding.nextStaging(home, bytes),
      (segment) => binding.mapStaging(home, segment),
      (bytes) => binding.setStaging(home, bytes),
      () => binding.giveBackStaging(home)
    )
    this.#encoder = this.#writer.encoder
  }

  /** Stages a job with its data. `false` if the data can only travel on a port. */
  write (job, value) {
    if (this.#encoder.isBusy) return this.#writeInside((inner) => inner.write(job, value))
    this.#address(job.crew)
    const encoder = this.#encoder
    const start = this.#from = encoder.position
    try {
      encoder.reserve(HEADER + 8)
      if (writeValue(encoder, start, value, job.flags) === PORT) {
        this.#drop(start)
        return false
      }
      this.#finish(job, start)
    } catch (error) {
      this.#drop(start)
      throw error
    }
    return true
  }

  /** Stages a job whose data will be asked for when a worker takes it. */
  writeAsk (job) {
    if (this.#encoder.isBusy) return this.#writeInside((inner) => inner.writeAsk(job))
    this.#address(job.crew)
    const start = this.#encoder.position
    this.#writeBare(start, ASK + job.flags)
    this.#finish(job, start)
  }

  /** Submits the staged jobs, but not the job whose value is being written. */
  flush () {
    this.#isFlushQueued = false
    const encoder = this.#encoder
    const end = encoder.isBusy ? this.#from : encoder.position
    if (end === this.#start) return
    this.#deadlines.flush()
    this.#writer.settle()
    binding.submit(this.#home, this.#crew.handle, this.#writer.segment, this.#start, end)
    this.#next(end)
    this.#afterFlush()
  }

  /** Submits the staged jobs, also those that getters of the value which is being written have staged. */
  flushAll () {
    this.flush()
    this.#inner?.flushAll()
  }

  /** Answers a worker that wants a job's data. Returns one of `Supplied`. */
  supply (job, seat, value) {
    if (this.#encoder.isBusy) return this.#writeInside((inner) => inner.supply(job, seat, value))
    this.#address(job.crew)
    this.flush()
    const encoder = this.#encoder
    const start = this.#from = encoder.position
    try {
      encoder.reserve(HEADER + 8)
      if (writeValue(encoder, start, value, 0) === PORT) {
        this.#drop(start)
        return Supplied.No
      }
    } catch (error) {
      this.#drop(start)
      throw error
    }
    job.pins = this.#shared.takePins()
    return this.#answer(job, seat, start, false)
  }

  /** Tells a worker that a job's data was sent to the worker's port. */
  supplyByPort (job, seat) {
    this.#answerBare(job, seat, PORT, false)
  }

  /** Tells a worker that there will be no data for a job. */
  withdraw (job, seat) {
    this.#answerBare(job, seat, ASK, true)
  }

  /** The home is closed. */
  close () {
    this.#writer.close()
  }

  #answerBare (job, seat, kind, isWithdrawn) {
    if (this.#encoder.isBusy) return this.#writeInside((inner) => inner.#answerBare(job, seat, kind, isWithdrawn))
    this.flush()
    const start = this.#encoder.position
    this.#writeBare(start, kind)
    this.#answer(job, seat, start, isWithdrawn)
  }

  #answer (job, seat, start, isWithdrawn) {
    const { int32, position } = this.#encoder
    int32[start >>> 2] = job.slot
    int32[(start >>> 2) + 3] = job.task
    this.#writer.settle()
    const { segment } = this.#writer
    const refused = binding.supply(this.#home, job.crew.handle, seat, segment, start, position, isWithdrawn)
    if (refused === NO_ROOM) {
      this.#encoder.position = start
      throw memoryError()
    }
    this.#next(position)
    this.#afterFlush()
    return refused === 0 ? Supplied.Yes : Supplied.Late
  }

  /** Nothing will come of the record that begins at `start`. */
  #drop (start) {
    this.#encoder.position = start
    if (start !== this.#start) return
    this.#writer.leaveLarge()
    this.#start = this.#encoder.position
  }

  /** The staged records up to `end` have been handed over. */
  #next (end) {
    if (this.#encoder.isBusy) {
      this.#start = end
    } else {
      this.#writer.advance()
      this.#start = this.#encoder.position
    }
  }

  #address (crew) {
    if (this.#crew === crew) return
    this.flush()
    this.#crew = crew
    this.#shared.audience = crew
  }

  #writeInside (body) {
    // The inner one may submit at once, and jobs that were staged before must not be overtaken.
    this.flush()
    this.#inner ??= new Staging(this.#home, this.#shared, this.#deadlines, this.#afterFlush, true)
    const suspended = this.#shared.suspend()
    try {
      return body(this.#inner)
    } finally {
      this.#shared.resume(suspended)
    }
  }

  #writeBare (start, kind) {
    const encoder = this.#encoder
    encoder.reserve(HEADER)
    encoder.int32[(start >>> 2) + 1] = kind
    encoder.int32[(start >>> 2) + 2] = 0
    encoder.position = start + HEADER
  }

  #finish (job, start) {
    job.pins = this.#shared.takePins()
    // A getter of the value may have closed the pool.
    if (job.crew.isEnding) throw closedError()
    const { int32 } = this.#encoder
    int32[start >>> 2] = job.slot
    int32[(start >>> 2) + 3] = job.task
    if (job.deadline !== undefined) this.#deadlines.add(job)
    if (this.#writer.isFull) {
      this.flush()
    } else if (!this.#isFlushQueued) {
      // The jobs that follow in this tick have no free thread either: they join this one.
      if (job.ledger.inFlight <= job.crew.staff.takesUpTo) return this.flush()
      this.#isFlushQueued = true
      queueMicrotask(this.#flush)
    }
  }
}

module.exports = { Staging }
