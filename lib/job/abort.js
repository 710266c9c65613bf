// What an AbortSignal does to a job: queued, it never starts; running, it is asked to stop, and after a while its thread is ended.
'use strict'

const { abortError } = require('../errors.js')
const { setTimeout } = require('../timers/timers.js')

/** The jobs that watch a signal, each with its grace. A signal gets one listener, however many they are. @type {WeakMap<AbortSignal, Map<any, number>>} */
const watched = new WeakMap()

/**
 * @param {import('./job.js').Job} job
 * @param {AbortSignal} signal
 * @param {number} grace milliseconds that a running handler gets to settle
 * @returns {boolean} `false` if the signal was aborted before: the job has been settled, and needs no thread
 */
function watchSignal (job, signal, grace) {
  if (signal.aborted) {
    job.fail(abortError(signal.reason))
    return false
  }
  const jobs = watched.get(signal) ?? listen(signal)
  jobs.set(job, grace)
  job.unwatch = () => {
    jobs.delete(job)
    if (jobs.size === 0) unlisten(signal)
  }
  return true
}

function listen (signal) {
  const jobs = new Map()
  watched.set(signal, jobs)
  signal.addEventListener('abort', onAbort)
  return jobs
}

function unlisten (signal) {
  watched.delete(signal)
  signal.removeEventListener('abort', onAbort)
}

function onAbort () {
  for (const [job, grace] of watched.get(this) ?? []) {
    job.fail(abortError(this.reason))
    stop(job, this.reason, grace)
  }
}

/** Has a job end that nobody waits for any more: `false` if it will not start. */
function stop (job, reason, grace) {
  const { slot, crew } = job
  if (slot === -1 || job.ledger.home.cancel(job) || job.supplier?.withdraw()) return false
  const seat = crew.seatOf(slot)
  // A native job runs on no desk: it looks by itself whether it is to stop, and what it leaves is dropped.
  if (seat < 0) return true
  crew.raise(seat, slot, reason)
  endAfter(job, grace)
  return true
}

/** Has the thread ended that a job runs on, if the job does not settle within its grace. */
function endAfter (job, grace) {
  const { slot, crew } = job
  const seat = slot === -1 ? -1 : crew.seatOf(slot)
  if (seat < 0) return
  const terminate = () => {
    if (job.slot === slot && crew.seatOf(slot) === seat) crew.terminate(seat, slot)
  }
  if (grace === 0) terminate()
  else if (grace !== Infinity) {
    crew.prepare()
    setTimeout(terminate, grace).unref()
  }
}

module.exports = { watchSignal, stop, endAfter }
