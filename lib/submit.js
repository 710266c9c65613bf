// How a call of `run` becomes a job in a queue: by value, on a port, by a function that gives the data later, or natively.
'use strict'

const { codedError } = require('./errors.js')
const { watchSignal } = require('./abort.js')
const { isMovable } = require('./move.js')
const { readNativeInput } = require('./native-input.js')
const { readRunOptions } = require('./run-options.js')
const { resolveTask } = require('./task.js')

const PRIORITY_SHIFT = 8

/**
 * @param {import('./job.js').Job} job
 * @param {unknown} data
 * @param {unknown} options
 * @param {import('./task.js').Task | undefined} defaultTask
 * @param {{ name?: string, filename?: unknown, abortGrace: number }} poolOptions
 * @param {(task: import('./task.js').Task) => any} crewFor
 */
function submitJob (job, data, options, defaultTask, poolOptions, crewFor) {
  const { filename, name, priority, signal, transferList } = readRunOptions(options)
  const task = chooseTask(filename, name, defaultTask, poolOptions)
  const crew = crewFor(task)
  if (crew.broken !== undefined) throw crew.broken
  job.crew = crew
  job.flags = priority << PRIORITY_SHIFT
  if (signal !== undefined) {
    if (!watchSignal(job, signal, poolOptions.abortGrace)) return
  }
  if (typeof data === 'function') submitLazily(job, task, data, transferList)
  else if (task.native !== undefined) submitNative(job, task, data, transferList)
  else submitValue(job, task, data, transferList)
}

function chooseTask (filename, name, defaultTask, poolOptions) {
  if (filename !== undefined) return resolveTask(filename, name)
  if (name !== undefined && poolOptions.filename !== undefined) return resolveTask(poolOptions.filename, name)
  if (defaultTask === undefined) {
    throw codedError(TypeError, 'ERR_OXPOOL_NO_TASK', 'There is no task to run: neither the pool nor the run has a `filename`')
  }
  return defaultTask
}

function submitValue (job, task, data, transferList) {
  const { home } = job.ledger
  job.task = job.crew.taskId(task)
  job.transferList = transferList
  if (transferList === undefined && !isMovable(data) && home.submitValue(job, data)) return
  job.pack(data)
  home.submitAsk(job)
}

function submitLazily (job, task, getData, transferList) {
  job.getData = getData
  job.transferList = transferList
  if (task.native !== undefined) job.nativeTask = task.native
  else job.task = job.crew.taskId(task)
  job.ledger.home.submitAsk(job)
}

function submitNative (job, task, data, transferList) {
  const input = readNativeInput(task.native, data, transferList)
  job.view = input.view
  job.ledger.home.submitNative(job, task.native, input)
}

module.exports = { submitJob }
