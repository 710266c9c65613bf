// Applies an AbortSignal to a job: a queued job never starts, and a running job is asked to stop.
//
// If a running job doesn't stop within its grace, its thread is ended.
'use strict'

const { types } = require('node:util')
const { abortError } = require('../errors.js')
const { afterGrace } = require('./overdue.js')

const { getPrototypeOf } = Object
/** `undefined` in a realm without signals of its own. */
const ownPrototype = globalThis.AbortSignal?.prototype

/**
 * By signal: the jobs that watch it, each with its grace. A signal gets one listener for all of its jobs.
 *
 * @type {WeakMap<AbortSignal, Map<any, number>>}
 */
const watched = new WeakMap()

/** The listeners of signals of another make. @type {WeakMap<AbortSignal, () => void>} */
const listeners = new WeakMap()

/**
 * Makes a job watch its signal.
 *
 * @param {import('./job.js').Job} job
 * @param {AbortSignal} signal
 * @param {number} grace milliseconds that a running handler gets to settle
 * @returns {boolean} `false` if the signal was aborted before. Then the job is settled and needs no thread.
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
  signal.addEventListener('abort', isNodesOwn(signal) ? onAbort : makeListener(signal))
  watched.set(signal, jobs)
  return jobs
}

function unlisten (signal) {
  watched.delete(signal)
  signal.removeEventListener('abort', isNodesOwn(signal) ? onAbort : listeners.get(signal))
}

/** Whether the signal calls its listeners with itself as `this`. A polyfill may not, and a proxy's target doesn't. */
function isNodesOwn (signal) {
  return getPrototypeOf(signal) === ownPrototype && !types.isProxy(signal)
}

function makeListener (signal) {
  const listener = () => onAbort.call(signal)
  listeners.set(signal, listener)
  return listener
}

function onAbort () {
  for (const [job, grace] of watched.get(this) ?? []) {
    job.ledger.home.givePrints()
    job.fail(abortError(this.reason))
    stop(job, this.reason, grace)
  }
}

/** Stops a job that nobody waits for any more. Returns `false` if the job will not start or is over. */
function stop (job, reason, grace) {
  const { slot, crew } = job
  if (slot === -1 || job.ledger.home.cancel(job) || job.supplier?.withdraw()) return false
  const seat = crew.seatOf(slot)
  // No desk has a native job that runs. It checks by itself whether it must stop, and its outcome is dropped.
  if (seat < 0) return true
  crew.raise(seat, slot, reason)
  endAfter(job, grace)
  return true
}

/** Ends the thread that a job runs on, unless the job's handler settles within the grace. */
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
    afterGrace(grace, terminate)
  }
}

module.exports = { watchSignal, stop, endAfter }
