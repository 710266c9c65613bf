// Applies a timeout to a job: a queued job never starts, and the thread of a running job that doesn't stop is ended.
//
// The native side measures the time, tells the job to stop and posts a notice. This file does what comes before that,
// and what comes after the notice.
'use strict'

const { endAfter } = require('./abort.js')
const { timeoutError } = require('../errors.js')
const { doSoon } = require('./overdue.js')

/** When a job must be given up. */
class Deadline {
  /** Distinguishes this deadline from those of other jobs that had the same slot. */
  stamp = 0
  hasPassed = false

  /**
   * @param {number} at on the clock of this thread, in milliseconds
   * @param {number} timeout from the call until then, in milliseconds
   * @param {number} grace milliseconds that a running handler gets to settle
   * @param {boolean} isNative
   */
  constructor (at, timeout, grace, isNative) {
    this.at = at
    this.timeout = timeout
    this.grace = grace
    this.isNative = isNative
  }
}

/**
 * Gives a job its deadline, before it is submitted.
 *
 * @param {import('./job.js').Job} job
 * @param {number} timeout finite
 * @param {number} since when the run was called
 * @param {number} grace
 * @param {boolean} isNative
 * @returns {boolean} `false` if there is no time at all. Then the job is settled and needs no thread.
 */
function limitTime (job, timeout, since, grace, isNative) {
  if (timeout === 0) {
    job.fail(timeoutError(0, 'queued'))
    return false
  }
  job.deadline = new Deadline(since + timeout, timeout, grace, isNative)
  return true
}

/** The time of a job is over: fails the job, and ends its thread if the handler doesn't settle within the grace. */
function giveUp (job, isRunning) {
  job.fail(timeLimitError(job, isRunning))
  // Outcomes are being read now. Ending a thread may start its successor, which must not happen in the middle of that.
  if (isRunning) doSoon(() => endAfter(job, job.deadline.grace))
}

/** The error of a job that only its deadline can have cancelled, or `undefined` if the job has no deadline. */
function timeLimitError ({ deadline }, isRunning) {
  if (deadline === undefined) return undefined
  deadline.hasPassed = true
  return timeoutError(deadline.timeout, isRunning ? 'running' : 'queued')
}

module.exports = { limitTime, giveUp, timeLimitError }
