// Makes an async iterator of the values that one job yields, and keeps the job only a little ahead of the consumer.
'use strict'

const { stop } = require('./abort.js')
const { MOST_AHEAD, MOST_BYTES_AHEAD } = require('./ahead.js')
const { abortError } = require('../errors.js')
const { Job } = require('./job.js')
const { refusal } = require('./refusal.js')

/** The job is told each time this many values have been taken. */
const CREDIT = 8

/** How a job has ended, as far as the consumer has not heard of it. */
class End {
  constructor (isFailure, value, error) {
    this.isFailure = isFailure
    this.value = value
    this.error = error
  }
}

const DONE = new End(false, undefined, undefined)

class JobStream {
  #ledger
  #run
  #abortGrace
  #submit
  /** @type {Job | undefined} */
  #job
  /** The values that have come and have not been taken. */
  #values = []
  /** The calls of `next()` that wait for a value. @type {{ resolve: Function, reject: Function }[]} */
  #waiting = []
  /** The seat of the worker that runs the job. */
  #seat = -1
  /** How many values have been taken since the job was told last. */
  #taken = 0
  /** The sizes of the values that have come and that the job has not been told of, and all of them together. */
  #ahead = []
  #bytesAhead = 0
  /** How the job has ended. @type {End | undefined} */
  #end
  #hasYielded = false
  /** Whether the consumer has left. */
  #isLeft = false
  /** Resolves when the consumer has left and the job has ended. @type {Promise<void> | undefined} */
  #leaving
  #onEnd = () => {}

  /**
   * @param {import('./ledger.js').Ledger} ledger the pool's
   * @param {any} run what to run: see `readRun` in `submit.js`
   * @param {number} abortGrace
   * @param {(job: Job) => void} submit
   */
  constructor (ledger, run, abortGrace, submit) {
    this.#ledger = ledger
    this.#run = run
    this.#abortGrace = abortGrace
    this.#submit = submit
  }

  [Symbol.asyncIterator] () {
    return this
  }

  /** The next value. The first call starts the job. */
  next () {
    if (this.#job === undefined && this.#end === undefined) this.#start()
    if (this.#values.length > 0) return Promise.resolve({ done: false, value: this.#take() })
    if (this.#end !== undefined) return this.#finish()
    this.#grant()
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** The consumer leaves: the generator returns, and its thread becomes free. */
  async return (value) {
    await this.#leave()
    const error = this.#end?.error
    this.#end = DONE
    if (error !== undefined && !isOfStopping(error)) throw error
    return { done: true, value }
  }

  /** Does the same as `return`, and then rejects with the error. */
  async throw (error) {
    await this.#leave()
    this.#end = DONE
    throw error
  }

  [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')] () {
    return this.return().then(() => {})
  }

  #start () {
    const job = new Job(this.#ledger, (value) => this.#succeed(value), (error) => this.#fail(error), this.#run)
    job.listeners.onYield = (value, seat, bytes) => this.#receive(value, seat, Math.min(bytes, MOST_BYTES_AHEAD))
    job.listeners.isFull = () => {
      return !this.#isLeft && (this.#ahead.length >= MOST_AHEAD || this.#bytesAhead >= MOST_BYTES_AHEAD)
    }
    try {
      this.#submit(job)
      this.#job = job
    } catch (error) {
      // The pool is closed, or its queue is full.
      this.#settle(new End(true, undefined, refusal(error, this.#run, this.#ledger)))
    }
  }

  #receive (value, seat, bytes) {
    if (this.#isLeft || this.#end !== undefined) return
    this.#ahead.push(bytes)
    this.#bytesAhead += bytes
    this.#seat = seat
    this.#hasYielded = true
    this.#values.push(value)
    if (this.#waiting.length === 0) return
    /** @type {any} */ (this.#waiting.shift()).resolve({ done: false, value: this.#take() })
    if (this.#waiting.length > 0) this.#grant()
  }

  #take () {
    this.#taken += 1
    if (this.#taken >= CREDIT) this.#grant()
    return this.#values.shift()
  }

  /** Lets the job send as many more values as have been taken. */
  #grant () {
    const job = this.#job
    if (this.#taken === 0 || job === undefined || job.isSettled || this.#isLeft) return
    job.crew.credit(this.#seat, job.slot, this.#taken)
    for (const bytes of this.#ahead.splice(0, this.#taken)) this.#bytesAhead -= bytes
    this.#taken = 0
  }

  #succeed (value) {
    // A native task yields nothing: its result is the one value.
    if (this.#run.task.native !== undefined && !this.#hasYielded) this.#receive(value, -1, 0)
    this.#settle(new End(false, value, undefined))
  }

  #fail (error) {
    // An abort or a timeout counts at once: values that were not taken are dropped. Other failures come after them.
    if (this.#run.signal?.aborted || this.#job?.deadline?.hasPassed) this.#values = []
    this.#settle(new End(true, undefined, error))
  }

  #settle (end) {
    this.#end = end
    this.#onEnd()
    const waiting = this.#waiting.splice(0)
    // If the consumer has left, only its call of `return()` learns how the job ended.
    if (this.#isLeft) for (const { resolve } of waiting) resolve({ done: true, value: undefined })
    else for (const { resolve, reject } of waiting) this.#finish().then(resolve, reject)
  }

  /** Ends the iteration: the first call gives the failure or the last value, and later calls give nothing. */
  #finish () {
    const { isFailure, value, error } = /** @type {End} */ (this.#end)
    this.#end = DONE
    return isFailure ? Promise.reject(error) : Promise.resolve({ done: true, value })
  }

  #leave () {
    this.#leaving ??= this.#stop()
    return this.#leaving
  }

  async #stop () {
    this.#values = []
    const job = this.#job
    if (job === undefined || job.isSettled) {
      this.#end = DONE
      return
    }
    this.#isLeft = true
    const ended = new Promise((resolve) => { this.#onEnd = () => resolve(undefined) })
    const reason = abortError(undefined, 'The consumer of the stream has left')
    if (!stop(job, reason, this.#abortGrace)) job.fail(reason)
    await ended
  }
}

/** Whether a job failed only because it was stopped: it was aborted, it timed out, or its thread was ended. */
function isOfStopping (error) {
  if (error?.name === 'AbortError') return true
  return error?.code === 'ERR_OXPOOL_TIMEOUT' || error?.code === 'ERR_OXPOOL_WORKER_CRASH'
}

module.exports = { JobStream }
