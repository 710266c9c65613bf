// What a handler gets beside its data.
'use strict'

const { threadId } = require('node:worker_threads')

/** Room for the jobs of one thread among the numbers that jobs are known by. */
const JOBS_PER_THREAD = 2 ** 32

// Every job has one and few handlers look: what can be made when it is asked for is.
class Context {
  #count
  #controller

  /** @param {number} count of the jobs that this thread has had before */
  constructor (count) {
    this.#count = count
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
    this.#controller ??= new AbortController()
    return this.#controller.signal
  }

  /** For the loop. */
  static abort (context, reason) {
    context.#controller ??= new AbortController()
    context.#controller.abort(reason)
  }
}

module.exports = { Context }
