// Checks the options of one run, and of the other ways to run a task.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { optionError } = require('../errors.js')
const {
  readOptions, string, oneOf, abortSignal, array, boolean, callback, atLeastOne, milliseconds, anything
} = require('./options.js')

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

/** The options of one run. All instances have one shape, and none inherits an option that was not given. */
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
  /** When the caller asked for the run, if that was before the job is made. @type {number | undefined} */
  since = undefined
  /** Where the caller called, if that was noted: see `lib/job/call-site.js`. @type {any} */
  site = undefined
}

class MapRun extends Run {
  /** @type {number | undefined} */
  concurrency = undefined
  ordered = true
}

class BroadcastRun extends Run {
  sticky = false
}

/** @param {Record<string, (name: string, value: any) => unknown>} rules */
const reader = (rules, what, Made = Run) => (options) => {
  if (options !== undefined) refuseOthers(what, options)
  return readOptions(options, rules, what, new Made())
}

function isSignal (options) {
  if (options === null || typeof options !== 'object') return false
  // A signal has a class of its own, or the method itself. What every object inherits makes none.
  const isPlain = Object.getPrototypeOf(options) === Object.prototype
  return (!isPlain || Object.hasOwn(options, 'addEventListener')) && typeof options.addEventListener === 'function'
}

/** Refuses what other pools take as their second argument, and says what to write instead. */
function refuseOthers (what, options) {
  let help
  if (Array.isArray(options)) {
    help = 'a function and its arguments are run by `pool.exec(fn, args)`; what is to be moved goes into `transferList`'
  } else if (typeof options === 'string') {
    help = 'an export of the worker file is chosen by the option `name`'
  } else if (isSignal(options)) {
    help = 'a signal is given as the option `signal`'
  }
  if (help !== undefined) throw optionError(TypeError, what, `an object with options (${help})`, options)
}

const readRunOptions = reader(RULES, 'the options of a run')

/** No `transferList`: memory can be moved only once, and these options are for many jobs. */
const { transferList, ...SHARED_RULES } = RULES
/** No file and no name: a function is its own task. */
const { filename, name, ...FUNCTION_RULES } = RULES
/** No priority: the jobs of a broadcast are for one thread each, and wait in none of the pool's queues. */
const { priority, ...BROADCAST_RULES } = SHARED_RULES

const MAP_RULES = { ...SHARED_RULES, concurrency: atLeastOne, ordered: boolean }
const readMapOptions = reader(MAP_RULES, 'the options of map', MapRun)
const readExecOptions = reader(FUNCTION_RULES, 'the options of exec')
const readBroadcastOptions = reader({ ...BROADCAST_RULES, sticky: boolean }, 'the options of broadcast', BroadcastRun)
/** No signal: nobody can raise one while the thread is blocked. */
const RUN_SYNC_RULES = { filename, name, priority, transferList, timeout: RULES.timeout }
const readRunSyncOptions = reader(RUN_SYNC_RULES, 'the options of runSync')

module.exports = { readRunOptions, readMapOptions, readExecOptions, readBroadcastOptions, readRunSyncOptions }
