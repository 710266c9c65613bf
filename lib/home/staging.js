// Where jobs wait for the end of the tick, encoded one after the other, to be submitted in one native call.
'use strict'

const binding = require('../binding.js')
const { closedError } = require('../errors.js')
const { queueMicrotask } = require('../event-loop.js')
const { writeValue } = require('./record.js')
const { Writer } = require('./segments.js')
const { Supplied } = require('../job/supplier.js')

const { HEADER, ASK, PORT } = binding

class Staging {
  #home
  #shared
  #deadlines
  #afterFlush
  #writer
  #encoder
  /** The crew that the staged jobs are for. */
  #crew
  /** Where what is staged begins. */
  #start = 0
  /** Where the value that is being written begins. */
  #from = 0
  #isFlushQueued = false
  #flush = () => this.flush()
  /** For jobs that are run while a value is being written: by a getter of it. @type {Staging | undefined} */
  #inner

  /**
   * @param {number} home the native handle
   * @param {import('./shared-buffers.js').SharedBuffers} shared
   * @param {import('./deadlines.js').Deadlines} deadlines of the jobs that are staged here: set before these are submitted
   * @param {() => void} afterFlush
   * @param {boolean} [isInner] an inner one leaves the segments to the outer
   */
  constructor (home, shared, deadlines, afterFlush, isInner = false) {
    this.#home = home
    this.#shared = shared
    this.#deadlines = deadlines
    this.#afterFlush = afterFlush
    this.#writer = new Writer(
      shared,
      isInner ? () => -1 : () => binding.nextStaging(home),
      (segment) => binding.mapStaging(home, segment),
      (bytes) => binding.setStaging(home, bytes)
    )
    this.#encoder = this.#writer.encoder
  }

  /** Stages a job with its value. `false` if the value can only travel on a port. */
  write (job, value) {
    if (this.#encoder.isBusy) return this.#writeInside((inner) => inner.write(job, value))
    this.#address(job.crew)
    const encoder = this.#encoder
    const start = this.#from = encoder.position
    try {
      encoder.reserve(HEADER + 8)
      if (writeValue(encoder, start, value, job.flags) === PORT) {
        encoder.position = start
        return false
      }
      this.#finish(job, start)
    } catch (error) {
      encoder.position = start
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

  /** Submits what is staged. */
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

  /** Submits also what was staged by getters of the value that is being written. */
  flushAll () {
    this.flush()
    this.#inner?.flushAll()
  }

  /** Answers a worker that wants a job's data: see `Supplied` for what comes of it. */
  supply (job, seat, value) {
    if (this.#encoder.isBusy) return this.#writeInside((inner) => inner.supply(job, seat, value))
    this.#address(job.crew)
    this.flush()
    const encoder = this.#encoder
    const start = this.#from = encoder.position
    try {
      encoder.reserve(HEADER + 8)
      if (writeValue(encoder, start, value, 0) === PORT) {
        encoder.position = start
        return Supplied.No
      }
    } catch (error) {
      encoder.position = start
      throw error
    }
    job.pins = this.#shared.takePins()
    return this.#answer(job, seat, start, false)
  }

  /** Tells a worker that a job's data has gone to its port. */
  supplyByPort (job, seat) {
    this.#answerBare(job, seat, PORT, false)
  }

  /** Tells a worker that there will be no data. */
  withdraw (job, seat) {
    this.#answerBare(job, seat, ASK, true)
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
    const isWanted = binding.supply(this.#home, job.crew.handle, seat, this.#writer.segment, start, position, isWithdrawn)
    this.#next(position)
    this.#afterFlush()
    return isWanted ? Supplied.Yes : Supplied.Late
  }

  /** What was staged up to here has been handed over. */
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
      this.#isFlushQueued = true
      queueMicrotask(this.#flush)
    }
  }
}

module.exports = { Staging }
