// The options of one run, and of the other ways to run.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { readOptions, string, oneOf, abortSignal, array, boolean, callback, atLeastOne, milliseconds, anything } = require('./options.js')

const PRIORITIES = { high: 0, normal: 1, low: 2 }

const RULES = {
  filename: anything,
  name: string,
  priority: oneOf('high', 'normal', 'low'),
  signal: abortSignal,
  timeout: milliseconds,
  transferList: array,
  onProgress: callback
}

const DEFAULTS = Object.freeze({ priority: PRIORITIES.normal })

/** @param {unknown} options */
function readRunOptions (options) {
  if (options === undefined) return DEFAULTS
  return finish(readOptions(options, RULES, 'the options of a run'))
}

function finish (read) {
  if (read.transferList?.length === 0) read.transferList = undefined
  if (read.onProgress !== undefined) read.onProgress = AsyncResource.bind(read.onProgress)
  read.priority = read.priority === undefined ? PRIORITIES.normal : PRIORITIES[read.priority]
  return read
}

/** What can be moved is moved once: for many jobs there is no list of it. */
const { transferList, ...SHARED_RULES } = RULES
/** A function is its own task, and gets nothing that it could tell its progress by. */
const { filename, name, onProgress, ...FUNCTION_RULES } = RULES
/** Jobs for one thread each wait in no queue, so they have no priority. */
const { priority, ...BROADCAST_RULES } = SHARED_RULES

/** @param {Record<string, (name: string, value: any) => unknown>} rules */
const reader = (rules, what) => (options) => finish(readOptions(options, rules, what))

const readMapOptions = reader({ ...SHARED_RULES, concurrency: atLeastOne, ordered: boolean }, 'the options of map')
const readExecOptions = reader(FUNCTION_RULES, 'the options of exec')
const readBroadcastOptions = reader({ ...BROADCAST_RULES, sticky: boolean }, 'the options of broadcast')
/** No signal: none is raised while the thread is blocked. */
const readRunSyncOptions = reader({ filename, name, priority, transferList, timeout: RULES.timeout }, 'the options of runSync')

module.exports = { readRunOptions, readMapOptions, readExecOptions, readBroadcastOptions, readRunSyncOptions }
