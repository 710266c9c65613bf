// Makes the context that a handler gets beside its data.
'use strict'

const { threadId } = require('node:worker_threads')
const { ActiveJob } = require('./active-job.js')
const { liveController } = require('./live-signal.js')

/** How many job ids belong to one thread. */
const JOBS_PER_THREAD = 2 ** 32

// Every job has a context and few handlers look at it, so its parts are made only when a handler asks for them.
class Context {
  #job
  #count

  /** @param {import('./active-job.js').ActiveJob} job */
  constructor (job) {
    this.#job = job
    this.#count = job.count
  }

  /** A number that no other job of the process has, as long as no thread has run 2^32 jobs. */
  get jobId () {
    return JOBS_PER_THREAD * threadId + this.#count
  }

  get threadId () {
    return threadId
  }

  /** The thread's place in the pool. No other live thread of the pool has it. */
  get seat () {
    return this.#job.loop.seat
  }

  /** Aborted when the submitter no longer wants the job. */
  get signal () {
    const job = this.#keep()
    job.controller ??= liveController(job.loop)
    return job.controller.signal
  }

  /** The function that tells the submitter how far the job has come. It also works when it is taken off the context. */
  get progress () {
    const job = this.#keep()
    job.progress ??= (value) => job.loop.progress(job, value)
    return job.progress
  }

  /** Runs nested jobs in the pool that runs this job. */
  get pool () {
    const job = this.#keep()
    job.pool ??= job.loop.poolFor(job)
    return job.pool
  }

  #keep () {
    // The loop reuses an `ActiveJob` that nobody keeps. If another job has it by now, the job of this context is over.
    if (this.#job.count !== this.#count) {
      this.#job = new ActiveJob(this.#job.loop)
      this.#job.count = this.#count
    }
    this.#job.isKept = true
    return this.#job
  }
}

module.exports = { Context }
