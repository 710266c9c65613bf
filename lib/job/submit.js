// Turns a call of `run` into a queued job in one of four ways: by value, as a parcel, with a `getData`, or natively.
'use strict'

const { brokenError, codedError } = require('../errors.js')
const { watchSignal } = require('./abort.js')
const { now } = require('../timers/clock.js')
const { CANCELLABLE } = require('./job.js')
const { isMovable } = require('../move.js')
const { readWork } = require('../native/work.js')
const { Supplier } = require('./supplier.js')
const { readRunOptions } = require('../options/run-options.js')
const { resolveTask } = require('./task.js')
const { ALONE, STREAM } = require('./task-number.js')
const { limitTime } = require('./time-limit.js')

const PRIORITY_SHIFT = 8

/**
 * Reads what to run. Throws for a mistake in the options, and for a task that does not exist.
 *
 * @param {unknown} options
 * @param {import('./task.js').Task | undefined} defaultTask
 * @param {unknown} defaultFilename
 * @param {(options: unknown) => any} [readOptions] reads the options of another way to run
 */
function readRun (options, defaultTask, defaultFilename, readOptions = readRunOptions) {
  const run = readOptions(options)
  run.task = chooseTask(run, defaultTask, defaultFilename)
  return run
}

function chooseTask ({ filename, name }, defaultTask, defaultFilename) {
  if (filename !== undefined) return resolveTask(filename, name)
  if (name !== undefined && defaultFilename !== undefined) return resolveTask(defaultFilename, name)
  if (defaultTask === undefined) {
    const reason = 'There is no task to run: neither the pool nor the run has a `filename`'
    const message = `${reason}. A function is run by \`pool.exec(fn, args)\``
    throw codedError(TypeError, 'ERR_OXPOOL_NO_TASK', message)
  }
  return defaultTask
}

/**
 * Submits a job, or holds it back if the queue is full.
 *
 * @param {import('./job.js').Job} job
 * @param {unknown} data
 * @param {ReturnType<typeof readRun>} run
 * @param {any} crew
 * @param {{ timeout?: number, abortGrace: number }} limits the pool's
 * @param {boolean} [isLimited] whether the job waits for room in the queue
 */
function submitJob (job, data, run, crew, limits, isLimited = true) {
  const { priority, signal, onProgress, timeout = limits.timeout } = run
  job.crew = crew
  job.flags += priority << PRIORITY_SHIFT
  if (onProgress !== undefined) job.listeners.onProgress = onProgress
  if (signal !== undefined && !watchSignal(job, signal, limits.abortGrace)) return
  const isNative = run.task.native !== undefined
  if (timeout !== undefined && timeout !== Infinity) {
    if (!limitTime(job, timeout, run.since ?? now(), limits.abortGrace, isNative)) return
  }
  // A script can be recalled without a ticket. A native task looks at its ticket to see whether it must stop.
  if (isNative && (signal !== undefined || job.deadline !== undefined || job.isStream)) job.flags |= CANCELLABLE
  const { admission } = job.ledger
  if (admission !== undefined && isLimited && admission.isFull) return admission.hold(job, data, run)
  sendJob(job, data, run, crew)
  if (admission !== undefined) admission.entered()
}

/** Submits a job that has been let in. */
function sendJob (job, data, { task, transferList }, crew) {
  if (crew.broken !== undefined) throw brokenError(crew.broken)
  job.crew = crew
  if (typeof data === 'function') submitLazily(job, task, data, transferList)
  else if (task.native !== undefined) submitNative(job, task, data, transferList)
  else submitValue(job, task, data, transferList)
  const { ledger } = job
  if (ledger.inFlight > crew.staff.growsAbove) crew.staff.startMissing()
  if (ledger.inFlight >= ledger.risesAt) ledger.pressure.rise()
}

function submitValue (job, task, data, transferList) {
  const { home } = job.ledger
  job.task = numberOf(job, task)
  if (transferList === undefined && !isMovable(data) && home.submitValue(job, data)) return
  job.supplier = new Supplier(job, undefined, transferList, undefined)
  job.supplier.pack(data)
  home.submitAsk(job)
}

function submitLazily (job, task, getData, transferList) {
  job.supplier = new Supplier(job, getData, transferList, task.native)
  if (task.native === undefined) job.task = numberOf(job, task)
  job.ledger.home.submitAsk(job)
}

function numberOf (job, task) {
  const id = job.crew.taskId(task)
  if (job.isStream) return id + STREAM
  return job.isAlone ? id + ALONE : id
}

function submitNative (job, task, data, transferList) {
  const work = readWork(task.native, data, transferList)
  job.pins = work
  job.ledger.home.submitNative(job, task.native, work)
}

module.exports = { readRun, submitJob, sendJob }
