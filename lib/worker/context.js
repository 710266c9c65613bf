// What a handler gets beside its data.
'use strict'

const { threadId } = require('node:worker_threads')

class Context {
  #controller
  #reason
  #isAborted = false

  /** @param {number} jobId no other job of the process has it */
  constructor (jobId) {
    this.jobId = jobId
    this.threadId = threadId
  }

  /** Aborted when the submitter wants the job no more. Made when first read: few handlers do. */
  get signal () {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#isAborted) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }

  /** For the loop. */
  static abort (context, reason) {
    context.#isAborted = true
    context.#reason = reason
    context.#controller?.abort(reason)
  }
}

module.exports = { Context }
