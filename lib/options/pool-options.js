// Lists the options of a pool, and makes one object of the arguments of its constructor.
'use strict'

const binding = require('../binding.js')
const { optionError } = require('../errors.js')
const {
  readOptions, string, wholeNumber, wholeNumberOrInfinity, atLeastOne, threads, milliseconds, oneOf, boolean, anything
} = require('./options.js')
const { SIZE_RULES, fitSize } = require('./pool-size.js')
const { isURL } = require('../realm.js')
const { WORKER_RULES } = require('./worker-options.js')

/** Cores are counted only if needed: reading the limits of a control group takes longer than starting a thread. */
const USUAL_SIZE = {
  get minThreads () { return binding.cores() },
  get maxThreads () { return binding.cores() }
}

/** The distance from the lowest nice value to the highest. A larger increment makes no difference. */
const MOST_NICE = 39

const FILENAME = 'a path, a file: URL or native:NAME (a function is run by `pool.exec(fn, args)`)'

const RULES = {
  filename: anything,
  name: string,
  label: string,
  concurrentTasksPerWorker: atLeastOne,
  ...SIZE_RULES,
  idleTimeout: milliseconds,
  maxQueue: wholeNumberOrInfinity(0, 'auto'),
  overflow: oneOf('reject', 'wait'),
  maxTasksPerWorker: wholeNumberOrInfinity(1),
  maxMemoryPerWorker: wholeNumberOrInfinity(1),
  niceIncrement: wholeNumber(0, Infinity),
  timeout: milliseconds,
  abortGrace: milliseconds,
  closeTimeout: milliseconds,
  recordTiming: boolean,
  ...WORKER_RULES
}

/**
 * Reads the arguments of the constructor: `(filename, threads?, options?)`, `(filename, options?)`,
 * `(threads?, options?)` or `(options?)`.
 *
 * @param {unknown[]} args
 */
function readPoolOptions (args) {
  const rest = [...args]
  const positional = {}
  // As other pools have it: the function itself, or the number of threads before the file.
  if (typeof rest[0] === 'function') throw optionError(TypeError, 'filename', FILENAME, rest[0])
  if (typeof rest[0] === 'number' && isFile(rest[1])) {
    throw optionError(TypeError, 'threads', 'the second argument: the filename comes first', rest[0])
  }
  if (isFile(rest[0])) positional.filename = rest.shift()
  if (rest.length > 1 || (rest[0] !== undefined && (rest[0] === null || typeof rest[0] !== 'object'))) {
    const count = rest.shift()
    if (count !== undefined) positional.threads = threads('threads', count)
  }
  const options = readOptions(rest[0], RULES, 'the options of a pool')
  for (const [name, value] of Object.entries(positional)) {
    if (name in options) {
      throw optionError(TypeError, name, 'absent from the options when it is an argument', options[name])
    }
    options[name] = value
  }
  options.concurrentTasksPerWorker ??= 1
  const size = fitSize(options, USUAL_SIZE)
  const isAutoQueue = options.maxQueue === 'auto'
  const maxQueue = isAutoQueue ? size.maxThreads ** 2 : options.maxQueue ?? Infinity
  Object.assign(options, size, { threads: size.maxThreads, maxQueue })
  options.abortGrace ??= 1000
  options.recordTiming ??= true
  // Node reads these options like any object's, so nothing may be found on their prototype.
  const workerOptions = Object.create(null)
  for (const name of Object.keys(WORKER_RULES)) {
    if (name in options) workerOptions[name] = options[name]
  }
  if (options.label !== undefined) workerOptions.name = options.label
  return { options: Object.freeze(options), limits: readLimits(options, isAutoQueue), workerOptions }
}

function isFile (value) {
  return typeof value === 'string' || isURL(value)
}

/** What the options say about threads, queue and times, in the form in which crews and the admission use it. */
function readLimits (options, isAutoQueue) {
  const { minThreads, maxThreads, idleTimeout = Infinity, maxQueue, overflow = 'reject' } = options
  return {
    minThreads,
    maxThreads,
    concurrency: options.concurrentTasksPerWorker,
    idleTimeout,
    maxQueue,
    isAutoQueue,
    overflow,
    quota: finite(options.maxTasksPerWorker) ?? 0,
    heap: finite(options.maxMemoryPerWorker),
    niceness: Math.min(options.niceIncrement ?? 0, MOST_NICE),
    isTimed: options.recordTiming
  }
}

function finite (number) {
  return number === Infinity ? undefined : number
}

module.exports = { readPoolOptions }
