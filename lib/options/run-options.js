// The options of one run, and of the other ways to run.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { readOptions, string, oneOf, abortSignal, array, boolean, callback, atLeastOne, milliseconds, anything } = require('./options.js')

const PRIORITIES = { high: 0, normal: 1, low: 2 }
const onePriority = oneOf('high', 'normal', 'low')

const RULES = {
  filename: anything,
  name: string,
  priority: (name, value) => PRIORITIES[onePriority(name, value)],
  signal: abortSignal,
  timeout: milliseconds,
  transferList: (name, value) => array(name, value).length === 0 ? undefined : value,
  onProgress: (name, value) => AsyncResource.bind(callback(name, value))
}

/** What a run is for. All have one shape, and none inherits what it was not given. */
class Run {
  /** @type {import('../job/task.js').Task | undefined} */
  task = undefined
  filename = undefined
  /** @type {string | undefined} */
  name = undefined
  priority = PRIORITIES.normal
  /** @type {AbortSignal | undefined} */
  signal = undefined
  /** @type {number | undefined} */
  timeout = undefined
  /** @type {any[] | undefined} */
  transferList = undefined
  /** @type {((value: any) => void) | undefined} */
  onProgress = undefined
  /** When it was called for, if that was earlier. @type {number | undefined} */
  since = undefined
}

/** @param {Record<string, (name: string, value: any) => unknown>} rules */
const reader = (rules, what) => (options) => readOptions(options, rules, what, new Run())

const readRunOptions = reader(RULES, 'the options of a run')

/** What can be moved is moved once: for many jobs there is no list of it. */
const { transferList, ...SHARED_RULES } = RULES
/** A function is its own task, and gets nothing that it could tell its progress by. */
const { filename, name, onProgress, ...FUNCTION_RULES } = RULES
/** Jobs for one thread each wait in no queue, so they have no priority. */
const { priority, ...BROADCAST_RULES } = SHARED_RULES

const readMapOptions = reader({ ...SHARED_RULES, concurrency: atLeastOne, ordered: boolean }, 'the options of map')
const readExecOptions = reader(FUNCTION_RULES, 'the options of exec')
const readBroadcastOptions = reader({ ...BROADCAST_RULES, sticky: boolean }, 'the options of broadcast')
/** No signal: none is raised while the thread is blocked. */
const readRunSyncOptions = reader({ filename, name, priority, transferList, timeout: RULES.timeout }, 'the options of runSync')

module.exports = { readRunOptions, readMapOptions, readExecOptions, readBroadcastOptions, readRunSyncOptions }
