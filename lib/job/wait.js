// Runs a job and blocks this thread until the job has settled.
//
// Meanwhile this thread still serves all jobs of the pool, but its event loop stands still.
'use strict'

const { stop } = require('./abort.js')
const { now } = require('../timers/clock.js')
const { codedError, deadlockError } = require('../errors.js')
const { CANCELLABLE, Job } = require('./job.js')

/**
 * How long the thread blocks at a time, in milliseconds. In between it can be terminated, and it checks whether there
 * is still something to wait for.
 */
const SLICE = 10

/**
 * @param {unknown} data
 * @param {any} run
 * @param {number} abortGrace
 * @param {import('./ledger.js').Ledger} ledger
 * @param {(job: Job, data: any, run: any) => void} submit
 */
function runAndWait (data, run, abortGrace, ledger, submit) {
  if (ledger.home.isReading) {
    throw deadlockError('it was called by a `getData` function whose data a worker thread waits for')
  }
  const since = now()
  const value = typeof data === 'function' ? giveNow(data) : data
  let isFailed = false
  let outcome
  const job = new Job(ledger, (result) => { outcome = result }, (error) => {
    isFailed = true
    outcome = error
  })
  job.flags = CANCELLABLE
  submit(job, value, { ...run, since })
  waitFor(job, abortGrace)
  if (isFailed) throw outcome
  return outcome
}

function giveNow (getData) {
  const data = getData()
  if (typeof data?.then === 'function') {
    const expected = '`getData` must return the data itself to runSync()'
    const message = `${expected}, but it returned a promise, which can't be awaited while this thread is blocked`
    throw codedError(TypeError, 'ERR_OXPOOL_OPTION', message)
  }
  // As in run(), a function is not data. Node's own error says so.
  return typeof data === 'function' ? structuredClone(data) : data
}

function waitFor (job, abortGrace) {
  const { crew, ledger: { home } } = job
  while (!job.isSettled) {
    if (home.block(SLICE) || job.isSettled) continue
    // Messages from one worker to another pass through this thread.
    crew.readMessages()
    const error = findHindrance(job)
    if (error !== undefined) {
      job.fail(error)
      stop(job, error, abortGrace)
    }
  }
}

/** The error that says why the job can't settle while this thread is blocked, or `undefined` if it can. */
function findHindrance ({ crew, slot, ledger }) {
  const { seats, limit } = crew
  const seat = crew.seatOf(slot)
  const hasLeft = (seat) => crew.hasLeft(seat)
  const isGone = seat >= 0 ? hasLeft(seat) : seats.every(hasLeft)
  // Outcomes that the worker handed in before it left have come by now.
  if (isGone && !ledger.home.block(0)) {
    const message = 'The worker thread ended, and another can\'t be started while this thread is blocked'
    return codedError(Error, 'ERR_OXPOOL_WORKER_CRASH', message)
  }
  if (seat >= 0 || isGone) return undefined
  const wanted = ledger.home.jobsOf(ledger).filter((job) => job.crew === crew && job.supplier?.wantedBy >= 0)
  const isStuck = (seat) => {
    const here = wanted.filter((job) => job.supplier.wantedBy === seat)
    return here.length >= limit || here.some((job) => job.isAlone)
  }
  if (seats.every((seat) => hasLeft(seat) || isStuck(seat))) {
    const state = 'every worker thread waits for data that the `getData` of another call has promised'
    return deadlockError(`${state}, and this thread, which must give the data, is blocked`)
  }
}

module.exports = { runAndWait }
