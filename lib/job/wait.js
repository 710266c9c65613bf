// Runs a job and blocks this thread until the job has settled.
//
// The event loop stands still meanwhile. In its place this file collects the outcomes of all jobs that this thread has
// submitted, passes messages from one worker to another, and looks whether the job can still settle. The threads of the
// pool, timeouts included, go on by themselves.
'use strict'

const { stop } = require('./abort.js')
const { now } = require('../timers/clock.js')
const { codedError, deadlockError, lossError } = require('../errors.js')
const { CANCELLABLE, Job } = require('./job.js')
const { doOverdue } = require('./overdue.js')
const { refusal } = require('./refusal.js')

/** How long the thread blocks at a time, in milliseconds. Between two blocks it can be terminated. */
const LONGEST_BLOCK = 10

/**
 * @param {unknown} data or a function that returns it
 * @param {any} run what the job is for: see `readRun` in `submit.js`
 * @param {number} abortGrace in milliseconds
 * @param {import('./ledger.js').Ledger} ledger the pool's
 * @param {(job: Job, data: any, run: any) => void} submit
 * @returns {any} the job's result. What the job fails with is thrown
 */
function runAndWait (data, run, abortGrace, ledger, submit) {
  // Outcomes can't be read while one is being read: a worker has just asked a `getData` function for data.
  if (ledger.home.isReading) {
    const error = deadlockError('it was called by a `getData` function whose data a worker thread waits for')
    throw refusal(error, run, ledger)
  }
  // The timeout counts from here, as for run().
  const since = now()
  const value = typeof data === 'function' ? readNow(data, run.site) : data
  let isFailed = false
  let outcome
  const job = new Job(ledger, (result) => { outcome = result }, (error) => {
    isFailed = true
    outcome = error
  }, run)
  // So that a native job can be stopped if this thread finds that it can't settle.
  job.flags = CANCELLABLE
  submit(job, value, { ...run, since })
  waitFor(job, abortGrace)
  if (isFailed) throw outcome
  return outcome
}

function readNow (getData, site) {
  const data = getData()
  if (typeof data?.then === 'function') {
    const expected = '`getData` must return the data itself to runSync()'
    const message = `${expected}, but it returned a promise, which can't be awaited while this thread is blocked`
    const error = codedError(TypeError, 'ERR_OXPOOL_OPTION', message)
    site.place(error)
    throw error
  }
  // As in run(), a function is not data: structuredClone throws the error that a port would throw.
  return typeof data === 'function' ? structuredClone(data) : data
}

function waitFor (job, abortGrace) {
  const { crew, ledger: { home } } = job
  let next = now() + LONGEST_BLOCK
  while (!job.isSettled) {
    // This submits what is staged, and reads the outcomes that have come. Those of other jobs may come all the time,
    // and must not keep this thread from looking further.
    if ((home.block(LONGEST_BLOCK) && now() < next) || job.isSettled) continue
    next = now() + LONGEST_BLOCK
    doOverdue()
    // A worker may wait for a message of another worker, which goes by way of this thread.
    crew.readMessages()
    const error = findHindrance(job)
    if (error !== undefined) {
      job.fail(error)
      stop(job, error, abortGrace)
    }
  }
}

/** The error that says why the job can't settle while this thread is blocked, or `undefined` if it may still settle. */
function findHindrance (job) {
  const { crew, slot, ledger } = job
  const { seats, limit } = crew
  // The seat of the worker that has the job in hand, or -1 while the job waits.
  const seat = crew.seatOf(slot)
  const hasLeft = (seat) => crew.hasLeft(seat)
  const isGone = seat >= 0 ? hasLeft(seat) : seats.every(hasLeft)
  // What a worker handed in before it left is in the home by now.
  if (isGone) ledger.home.collectAll()
  if (job.isSettled) return undefined
  if (isGone) {
    const refusal = seats.map((seat) => crew.refusalOf(seat)).find(Boolean)
    if (refusal !== undefined) return refusal
    const reason = 'ended, and another can\'t be started while this thread is blocked'
    return lossError('ERR_OXPOOL_WORKER_CRASH', reason)
  }
  if (seat >= 0 || isGone) return undefined
  // The job waits for a worker. Workers that wait for data of this thread, or until this thread takes values of a
  // stream, don't take it, if they may take no more jobs. A job that has nested jobs in flight does not count: a worker
  // takes another one beside it, until the nested jobs have settled.
  const waiting = ledger.home.jobsOf(ledger).filter((job) => job.crew === crew)
    .map((job) => ({ seat: job.isFull ? crew.seatOf(job.slot) : job.supplier?.wantedBy ?? -1, isAlone: job.isAlone }))
  const isStuck = (seat) => {
    const here = waiting.filter((job) => job.seat === seat)
    return here.length - crew.parentsOn(seat) >= limit || here.some((job) => job.isAlone)
  }
  if (seats.every((seat) => hasLeft(seat) || isStuck(seat))) {
    const state = 'every worker thread waits for data that the `getData` of another call has promised, or until the ' +
      'consumer of a stream takes values'
    return deadlockError(`${state}, and this thread, which must do so, is blocked`)
  }
}

module.exports = { runAndWait }
