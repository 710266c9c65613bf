// What a handler gets beside its data.
'use strict'

const { threadId } = require('node:worker_threads')
const { ActiveJob } = require('./active-job.js')
const { liveController } = require('./live-signal.js')

/** Room for the jobs of one thread among the numbers that jobs are known by. */
const JOBS_PER_THREAD = 2 ** 32

// Every job has one and few handlers look: what can be made when it is asked for is.
class Context {
  #job
  #count

  /** @param {import('./active-job.js').ActiveJob} job */
  constructor (job) {
    this.#job = job
    this.#count = job.count
  }

  /** A number that no other job of the process has. */
  get jobId () {
    return JOBS_PER_THREAD * threadId + this.#count
  }

  get threadId () {
    return threadId
  }

  /** Aborted when the submitter wants the job no more. */
  get signal () {
    const job = this.#keep()
    job.controller ??= liveController(job.loop)
    return job.controller.signal
  }

  /** Tells the submitter how far the job has come. It may be taken off its context. */
  get progress () {
    const job = this.#keep()
    job.progress ??= (value) => job.loop.progress(job, value)
    return job.progress
  }

  /** Runs jobs in the pool that this one runs in. */
  get pool () {
    const job = this.#keep()
    job.pool ??= job.loop.poolFor(job)
    return job.pool
  }

  #keep () {
    // Kept by nobody, it may be another job's by now, and this one is over.
    if (this.#job.count !== this.#count) {
      this.#job = new ActiveJob(this.#job.loop)
      this.#job.count = this.#count
    }
    this.#job.isKept = true
    return this.#job
  }
}

module.exports = { Context }
