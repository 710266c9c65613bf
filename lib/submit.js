// How a call of `run` becomes a job in a queue: by value, on a port, by a function that gives the data later, or natively.
'use strict'

const { codedError } = require('./errors.js')
const { watchSignal } = require('./abort.js')
const { isMovable } = require('./move.js')
const { readNativeInput } = require('./native-input.js')
const { Supplier } = require('./supplier.js')
const { readRunOptions } = require('./run-options.js')
const { resolveTask } = require('./task.js')

const PRIORITY_SHIFT = 8

/**
 * What a run is for. A mistake in its options throws `ERR_OXPOOL_OPTION`; other errors are the job's.
 *
 * @param {unknown} options
 * @param {import('./task.js').Task | undefined} defaultTask
 * @param {unknown} defaultFilename
 * @param {(options: unknown) => any} [readOptions] for another way to run
 */
function readRun (options, defaultTask, defaultFilename, readOptions = readRunOptions) {
  const read = readOptions(options)
  return { task: chooseTask(read, defaultTask, defaultFilename), ...read }
}

function chooseTask ({ filename, name }, defaultTask, defaultFilename) {
  if (filename !== undefined) return resolveTask(filename, name)
  if (name !== undefined && defaultFilename !== undefined) return resolveTask(defaultFilename, name)
  if (defaultTask === undefined) {
    throw codedError(TypeError, 'ERR_OXPOOL_NO_TASK', 'There is no task to run: neither the pool nor the run has a `filename`')
  }
  return defaultTask
}

/**
 * @param {import('./job.js').Job} job
 * @param {unknown} data
 * @param {ReturnType<typeof readRun>} run
 * @param {any} crew
 * @param {number} abortGrace
 */
function submitJob (job, data, { task, priority, signal, transferList }, crew, abortGrace) {
  if (crew.broken !== undefined) throw crew.broken
  job.crew = crew
  job.flags += priority << PRIORITY_SHIFT
  if (signal !== undefined && !watchSignal(job, signal, abortGrace)) return
  if (typeof data === 'function') submitLazily(job, task, data, transferList)
  else if (task.native !== undefined) submitNative(job, task, data, transferList)
  else submitValue(job, task, data, transferList)
}

function submitValue (job, task, data, transferList) {
  const { home } = job.ledger
  job.task = job.crew.taskId(task)
  if (transferList === undefined && !isMovable(data) && home.submitValue(job, data)) return
  job.supplier = new Supplier(job, { transferList })
  job.supplier.pack(data)
  home.submitAsk(job)
}

function submitLazily (job, task, getData, transferList) {
  job.supplier = new Supplier(job, { getData, transferList, nativeTask: task.native })
  if (task.native === undefined) job.task = job.crew.taskId(task)
  job.ledger.home.submitAsk(job)
}

function submitNative (job, task, data, transferList) {
  const input = readNativeInput(task.native, data, transferList)
  job.pins = input.view
  job.ledger.home.submitNative(job, task.native, input)
}

module.exports = { readRun, submitJob }
