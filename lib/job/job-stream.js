// What one job yields, as an async iterator that its consumer drives: the job is at most a little ahead.
'use strict'

const { stop } = require('./abort.js')
const { abortError } = require('../errors.js')
const { Job } = require('./job.js')

/** Values taken after which the job hears of it. */
const CREDIT = 8

class JobStream {
  #ledger
  #run
  #abortGrace
  #submit
  /** @type {Job | undefined} */
  #job
  /** What has come and was not taken. */
  #values = []
  /** Who waits for a value. @type {{ resolve: Function, reject: Function }[]} */
  #waiting = []
  /** Where the job runs. */
  #seat = -1
  /** How many values were taken that the job does not know of. */
  #taken = 0
  /** How the job has ended. @type {{ value?: any, error?: any, isFailure: boolean } | undefined} */
  #end
  #hasYielded = false
  /** Whether its consumer has left. */
  #isLeft = false
  /** Settles when the job has ended that it has left. @type {Promise<void> | undefined} */
  #leaving
  #onEnd = () => {}

  /**
   * @param {import('./ledger.js').Ledger} ledger its pool's
   * @param {any} run what it is for: see `readRun` in `submit.js`
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

  /** The consumer leaves: the generator returns, and its thread is free. */
  async return (value) {
    await this.#leave()
    const error = this.#end?.isFailure ? this.#end.error : undefined
    this.#end = { isFailure: false }
    if (error !== undefined && !isOfStopping(error)) throw error
    return { done: true, value }
  }

  /** As `return`, and rejects with the error. */
  async throw (error) {
    await this.#leave()
    this.#end = { isFailure: false }
    throw error
  }

  [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')] () {
    return this.return().then(() => {})
  }

  #start () {
    const job = new Job(this.#ledger, (value) => this.#succeed(value), (error) => this.#fail(error))
    job.listener = { onYield: (value, seat) => this.#receive(value, seat) }
    try {
      this.#submit(job)
      this.#job = job
    } catch (error) {
      // The pool has been closed, or its queue is full.
      this.#settle({ isFailure: true, error })
    }
  }

  #receive (value, seat) {
    if (this.#isLeft || this.#end !== undefined) return
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

  /** Lets the job go on for as many values as were taken. */
  #grant () {
    const job = this.#job
    if (this.#taken === 0 || job === undefined || job.isSettled || this.#isLeft) return
    job.crew.credit(this.#seat, job.slot, this.#taken)
    this.#taken = 0
  }

  #succeed (value) {
    // A native task yields nothing: its result is the one value.
    if (this.#run.task.native !== undefined && !this.#hasYielded) this.#receive(value, -1)
    this.#settle({ isFailure: false, value })
  }

  #fail (error) {
    // An abort and a timeout count at once; other failures come after the values before them.
    if (this.#run.signal?.aborted || this.#job?.deadline?.hasPassed) this.#values = []
    this.#settle({ isFailure: true, error })
  }

  #settle (end) {
    this.#end = end
    this.#onEnd()
    const waiting = this.#waiting.splice(0)
    // Whoever leaves hears of how it ended.
    if (this.#isLeft) for (const { resolve } of waiting) resolve({ done: true, value: undefined })
    else for (const { resolve, reject } of waiting) this.#finish().then(resolve, reject)
  }

  /** How the iteration ends: with its failure once, and with nothing from then on. */
  #finish () {
    const { isFailure, value, error } = /** @type {any} */ (this.#end)
    this.#end = { isFailure: false }
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
      this.#end = { isFailure: false }
      return
    }
    this.#isLeft = true
    const ended = new Promise((resolve) => { this.#onEnd = () => resolve(undefined) })
    const reason = abortError(undefined, 'The consumer of the stream has left')
    if (!stop(job, reason, this.#abortGrace)) job.fail(reason)
    await ended
  }
}

/** A job that was told to stop may say so, have been given up meanwhile, or have been ended with its thread. */
function isOfStopping (error) {
  return error?.name === 'AbortError' || error?.code === 'ERR_OXPOOL_TIMEOUT' || error?.code === 'ERR_OXPOOL_WORKER_CRASH'
}

module.exports = { JobStream }
