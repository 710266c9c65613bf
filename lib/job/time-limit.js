// What a timeout does to a job: queued, it never starts; running, it has been asked to stop, and after a while its thread is ended.
//
// The native side measures the time, tells the job, and posts a notice. Here is what comes before that and after.
'use strict'

const { endAfter } = require('./abort.js')
const { timeoutError } = require('../errors.js')
const { queueMicrotask } = require('../event-loop.js')

/** When a job is to be given up. */
class Deadline {
  /** Tells it from the deadlines of others that had the job's slot. */
  stamp = 0
  hasPassed = false

  /**
   * @param {number} at
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
 * @param {number} since when it was called for
 * @param {number} grace
 * @param {boolean} isNative
 * @returns {boolean} `false` if there is no time at all: the job has been settled, and needs no thread
 */
function limitTime (job, timeout, since, grace, isNative) {
  if (timeout === 0) {
    job.fail(timeoutError(0, 'queued'))
    return false
  }
  job.deadline = new Deadline(since + timeout, timeout, grace, isNative)
  return true
}

/** The time of a job is over. */
function giveUp (job, isRunning) {
  job.fail(timeLimitError(job, isRunning))
  // Outcomes are being read, and whoever is hired for the thread must not be in the middle of that.
  if (isRunning) queueMicrotask(() => endAfter(job, job.deadline.grace))
}

/** What a job is rejected with that nobody but its deadline has cancelled, if it has one. */
function timeLimitError ({ deadline }, isRunning) {
  if (deadline === undefined) return undefined
  deadline.hasPassed = true
  return timeoutError(deadline.timeout, isRunning ? 'running' : 'queued')
}

module.exports = { limitTime, giveUp, timeLimitError }
