// The pool's own options: which there are, and how the constructor's forms become one object.
'use strict'

const binding = require('./binding.js')
const { optionError } = require('./errors.js')
const { readOptions, string, threads, milliseconds, atLeastOne, array, anything } = require('./options.js')
const { resolveTask } = require('./task.js')

/** Handed to `new Worker()` as they are: Node checks them and says what is wrong. */
const WORKER_OPTIONS = {
  env: anything,
  argv: array,
  execArgv: array,
  workerData: anything,
  resourceLimits: anything,
  trackUnmanagedFds: anything,
  stdout: anything,
  stderr: anything
}

const RULES = {
  filename: anything,
  name: string,
  label: string,
  threads,
  concurrentTasksPerWorker: atLeastOne,
  abortGrace: milliseconds,
  ...WORKER_OPTIONS
}

/**
 * `(filename, threads?, options?)`, `(filename, options?)`, `(threads?, options?)` or `(options?)`.
 *
 * @param {unknown[]} args
 */
function readPoolOptions (args) {
  const rest = [...args]
  const positional = {}
  if (typeof rest[0] === 'string' || rest[0] instanceof URL) positional.filename = rest.shift()
  if (rest.length > 1 || (rest[0] !== undefined && (rest[0] === null || typeof rest[0] !== 'object'))) {
    const count = rest.shift()
    if (count !== undefined) positional.threads = threads('threads', count)
  }
  const options = readOptions(rest[0], RULES, 'the options of a pool')
  for (const [name, value] of Object.entries(positional)) {
    if (name in options) throw optionError(TypeError, name, 'given once: it is an argument already', options[name])
    options[name] = value
  }
  options.threads ??= binding.cores()
  options.concurrentTasksPerWorker ??= 1
  options.abortGrace ??= 1000
  const workerOptions = {}
  for (const name of Object.keys(WORKER_OPTIONS)) {
    if (name in options) workerOptions[name] = options[name]
  }
  if (options.label !== undefined) workerOptions.name = options.label
  const task = options.filename === undefined ? undefined : resolveTask(options.filename, options.name)
  return { options: Object.freeze(options), workerOptions, task }
}

module.exports = { readPoolOptions }
