// Reads the outcomes that the native side writes: results, refusals, panics, and the ends of jobs that no thread
// finished.
'use strict'

const binding = require('../binding.js')
const {
  aboutJob, brokenError, closedError, codedError, crashError, memoryError, panicError
} = require('../errors.js')
const { timeLimitError } = require('../job/time-limit.js')
const { SAME_VIEW: SAME } = require('../native/work.js')
const { bringHome } = require('../realm.js')

const { CANCELLED, ARRAY, SAME_VIEW, BIGINT, TEXT, NUMBERS, REFUSED, PANIC, CRASHED, NO_MEMORY } = binding

/** The classes of errors, by the number in the record of a refusal. */
const REFUSALS = [Error, TypeError, RangeError]

class NativeOutcomes {
  #home
  /** @type {ArrayBuffer} */
  #buffer
  /** @type {Float64Array} */
  #float64

  /** @param {number} home the native handle */
  constructor (home) {
    this.#home = home
  }

  /** Sets the buffer from which records are read. */
  attach (buffer, float64) {
    this.#buffer = buffer
    this.#float64 = float64
  }

  /** The result of a native job, or of a job that the native side ended. Throws the error that the job fails with. */
  read (job, slot, kind, start, length, extra) {
    const text = () => Buffer.from(this.#buffer, start, length).toString()
    switch (kind) {
      case ARRAY: return job.pins.finish(this.#takeArrays(slot, extra))
      case SAME_VIEW: return job.pins.finish(SAME)
      case BIGINT: return job.pins.finish(BigInt(text()))
      case TEXT: return job.pins.finish(text())
      case NUMBERS: return job.pins.finish(this.#float64.subarray(start >>> 3, (start + length) >>> 3))
      case REFUSED: throw aboutJob(codedError(REFUSALS[extra], 'ERR_OXPOOL_OPTION', text()))
      case PANIC: throw panicError(text())
      case CRASHED: throw crashError(extra, reviveReason(text()))
      case NO_MEMORY: throw memoryError()
      case CANCELLED: throw cancelError(job, extra !== 0)
    }
  }

  #takeArrays (slot, count) {
    const take = () => bringHome(binding.takeArray(this.#home, slot))
    return count === 1 ? take() : Array.from({ length: count }, take)
  }
}

/** The error of a job that was taken out of its queue, or told to stop, by the native side. */
function cancelError (job, isRunning) {
  const { broken } = job.crew
  return broken === undefined ? timeLimitError(job, isRunning) ?? closedError() : brokenError(broken)
}

/** The error that ended a thread: the pool's owner has described it as text. */
function reviveReason (text) {
  if (text === '') return undefined
  const { message, ...properties } = JSON.parse(text)
  const error = new Error(message)
  // Defined, because an assignment fails if somebody has frozen `Error.prototype`.
  for (const [key, value] of Object.entries(properties)) {
    const descriptor = { __proto__: null, value, writable: true, enumerable: true, configurable: true }
    Object.defineProperty(error, key, descriptor)
  }
  return error
}

module.exports = { NativeOutcomes }
