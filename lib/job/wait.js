// A run that blocks its thread until it has settled. The pool's side of all jobs goes on meanwhile; the event loop stands still.
'use strict'

const { stop } = require('./abort.js')
const { now } = require('../timers/clock.js')
const { codedError, deadlockError } = require('../errors.js')
const { CANCELLABLE, Job } = require('./job.js')

/** For so many milliseconds the thread blocks at most; in between it can be terminated, and looks whether there is still something to wait for. */
const SLICE = 10

/**
 * @param {unknown} data
 * @param {any} run
 * @param {number} abortGrace
 * @param {import('./ledger.js').Ledger} ledger
 * @param {(job: Job, data: any, run: any) => void} submit
 */
function runAndWait (data, run, abortGrace, ledger, submit) {
  if (ledger.home.isReading) throw deadlockError('it was called by a `getData`, for which a worker thread waits')
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
    throw codedError(TypeError, 'ERR_OXPOOL_OPTION', '`getData` must give the data itself to runSync(), but it gave a promise: nothing can be awaited while the thread is blocked')
  }
  // As for run(): a function is not data, and Node says so.
  return typeof data === 'function' ? structuredClone(data) : data
}

function waitFor (job, abortGrace) {
  const { crew, ledger: { home } } = job
  while (!job.isSettled) {
    if (home.block(SLICE) || job.isSettled) continue
    // What one worker tells another goes by this thread.
    crew.readMessages()
    const error = findHindrance(job)
    if (error !== undefined) {
      job.fail(error)
      stop(job, error, abortGrace)
    }
  }
}

/** Why the job will never settle while this thread is blocked, if that is so. */
function findHindrance ({ crew, slot, ledger }) {
  const { seats, limit } = crew
  const seat = crew.seatOf(slot)
  const hasLeft = (seat) => crew.hasLeft(seat)
  const isGone = seat >= 0 ? hasLeft(seat) : seats.every(hasLeft)
  // What it handed in before it left has come by now.
  if (isGone && !ledger.home.block(0)) {
    return codedError(Error, 'ERR_OXPOOL_WORKER_CRASH', 'The worker thread ended, and another can\'t be started while this thread is blocked')
  }
  if (seat >= 0 || isGone) return undefined
  const wanted = ledger.home.jobsOf(ledger).filter((job) => job.crew === crew && job.supplier?.wantedBy >= 0)
  const isStuck = (seat) => {
    const here = wanted.filter((job) => job.supplier.wantedBy === seat)
    return here.length >= limit || here.some((job) => job.isAlone)
  }
  if (seats.every((seat) => hasLeft(seat) || isStuck(seat))) {
    return deadlockError('every worker thread waits for data that another call\'s `getData` promised, and this thread, which would give it, is blocked')
  }
}

module.exports = { runAndWait }
