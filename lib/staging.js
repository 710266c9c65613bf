// Where jobs wait for the end of the tick, encoded one after the other, to be submitted in one native call.
'use strict'

const binding = require('./binding.js')
const { Encoder } = require('./codec/encoder.js')
const { writeValue } = require('./record.js')

const { HEADER, ASK, PORT } = binding

const BYTES = 1 << 16
/** A buffer that grew beyond this for one large value is given back. */
const BYTES_TO_KEEP = 1 << 20
/** More staged bytes than this are submitted at once, so that workers start before the tick ends. */
const BYTES_TO_HOLD = 1 << 18

class Staging {
  #home
  #shared
  #afterFlush
  #encoder
  #registered
  /** The crew that the staged jobs are for. */
  #crew
  #isFlushQueued = false
  #flush = () => this.flush()

  /**
   * @param {number} home the native handle
   * @param {import('./shared-buffers.js').SharedBuffers} shared
   * @param {() => void} afterFlush
   */
  constructor (home, shared, afterFlush) {
    this.#home = home
    this.#shared = shared
    this.#afterFlush = afterFlush
    this.#renew()
  }

  /** Stages a job with its value. `false` if the value can only travel on a port. */
  write (job, value) {
    this.#address(job.crew)
    const encoder = this.#encoder
    const start = encoder.position
    try {
      encoder.reserve(HEADER + 8)
      if (writeValue(encoder, start, value, job.flags) === PORT) {
        encoder.position = start
        return false
      }
    } catch (error) {
      encoder.position = start
      throw error
    }
    job.pins = this.#shared.takePins()
    this.#finish(job, start)
    return true
  }

  /** Stages a job whose data will be asked for when a worker takes it. */
  writeAsk (job) {
    this.#address(job.crew)
    const start = this.#encoder.position
    this.#writeBare(start, ASK + job.flags)
    this.#finish(job, start)
  }

  /** Submits what is staged. */
  flush () {
    this.#isFlushQueued = false
    const encoder = this.#encoder
    const bytes = encoder.position
    if (bytes === 0) return
    encoder.position = 0
    this.#register()
    binding.submit(this.#home, this.#crew.handle, bytes)
    if (encoder.bytes.length > BYTES_TO_KEEP) this.#renew()
    this.#afterFlush()
  }

  /** Answers a worker that wants a job's data. `false` if the value can only travel on a port. */
  supply (job, seat, value) {
    this.flush()
    this.#address(job.crew)
    const encoder = this.#encoder
    try {
      encoder.reserve(HEADER + 8)
      if (writeValue(encoder, 0, value, 0) === PORT) return false
      job.pins = this.#shared.takePins()
      this.#answer(job, seat, false)
      return true
    } finally {
      encoder.position = 0
    }
  }

  /** Tells a worker that a job's data has gone to its port. */
  supplyByPort (job, seat) {
    this.flush()
    this.#writeBare(0, PORT)
    this.#answer(job, seat, false)
    this.#encoder.position = 0
  }

  /** Tells a worker that there will be no data. */
  withdraw (job, seat) {
    this.flush()
    this.#writeBare(0, ASK)
    this.#answer(job, seat, true)
    this.#encoder.position = 0
  }

  #answer (job, seat, isWithdrawn) {
    const { int32, position } = this.#encoder
    int32[0] = job.slot
    int32[3] = job.task
    this.#register()
    binding.supply(this.#home, job.crew.handle, seat, position, isWithdrawn)
    this.#afterFlush()
  }

  #address (crew) {
    if (this.#crew === crew) return
    this.flush()
    this.#crew = crew
    this.#shared.audience = crew
  }

  #writeBare (start, kind) {
    const encoder = this.#encoder
    encoder.reserve(HEADER)
    encoder.int32[(start >>> 2) + 1] = kind
    encoder.int32[(start >>> 2) + 2] = 0
    encoder.position = start + HEADER
  }

  #finish (job, start) {
    const { int32, position } = this.#encoder
    int32[start >>> 2] = job.slot
    int32[(start >>> 2) + 3] = job.task
    if (position > BYTES_TO_HOLD) {
      this.flush()
    } else if (!this.#isFlushQueued) {
      this.#isFlushQueued = true
      queueMicrotask(this.#flush)
    }
  }

  #renew () {
    this.#encoder = new Encoder(this.#shared, BYTES)
    this.#register()
  }

  #register () {
    if (this.#encoder.bytes === this.#registered) return
    this.#registered = this.#encoder.bytes
    binding.setStaging(this.#home, this.#registered)
  }
}

module.exports = { Staging }
