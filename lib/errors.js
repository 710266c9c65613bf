// Makes the errors of this package: each has a stable code, and a message that says what was expected and what came.
'use strict'

const { inspect, getSystemErrorMap } = require('node:util')

const INSPECT_OPTIONS = { depth: 0, breakLength: Infinity, maxStringLength: 80, maxArrayLength: 8 }

/**
 * @template {Error} E
 * @param {new (message: string, options?: ErrorOptions) => E} Class
 * @param {string} code
 * @param {string} message
 * @param {object} [properties] `cause`, and the other properties of the error
 * @returns {E & { code: string }}
 */
function codedError (Class, code, message, properties = {}) {
  const { cause, ...others } = { __proto__: null, ...properties }
  const error = cause === undefined ? new Class(message) : new Class(message, { cause })
  return Object.assign(error, { code }, others)
}

/** The code of an error. One that is only inherited says nothing. @param {any} error */
function codeOf (error) {
  return Object.hasOwn(Object(error), 'code') ? error.code : undefined
}

/** A caller's mistake in an option. `tell` describes the value that came. */
function optionError (Class, option, expected, received, tell = describe) {
  return codedError(Class, 'ERR_OXPOOL_OPTION', `\`${option}\` must be ${expected}, but it is ${tell(received)}`)
}

/**
 * What follows "The job" in the message of an error about a job, until the job is known and the error names it. Empty
 * if the message does not name the job.
 *
 * @type {WeakMap<Error, string>}
 */
const predicates = new WeakMap()

/**
 * An error of the pool's own about a job: `nameJob` says which. Each job needs an error of its own.
 *
 * @param {string} message the message as long as the error names no job
 * @param {string} predicate what follows the name of the job in the message
 */
function jobError (Class, code, message, predicate, properties = {}) {
  const error = codedError(Class, code, message, properties)
  predicates.set(error, predicate)
  return error
}

/** Makes a caller's mistake, if it is one, an error about a job. Its message stays as it is. */
function aboutJob (error) {
  if (codeOf(error) === 'ERR_OXPOOL_OPTION') predicates.set(error, '')
  return error
}

/**
 * Names the job in an error of the pool's own about a job. Returns `false` for any other error.
 *
 * @param {any} error
 * @param {string | undefined} task what people call the task
 * @param {string | undefined} pool the label of the pool
 */
function nameJob (error, task, pool) {
  const predicate = predicates.get(error)
  if (predicate === undefined) return false
  predicates.delete(error)
  const name = task === undefined ? '' : ` \`${task}\``
  if (predicate !== '') error.message = `The job${name}${ofPool(pool)} ${predicate}`
  if (task !== undefined) error.task = task
  if (pool !== undefined) error.pool = pool
  return true
}

function ofPool (label) {
  return label === undefined ? '' : ` of the pool \`${label}\``
}

/** @param {string} [pool] the label of the pool */
function closedError (pool) {
  const name = pool === undefined ? '' : ` \`${pool}\``
  const properties = pool === undefined ? {} : { pool }
  const predicate = 'was not done: the pool is closed'
  return jobError(Error, 'ERR_OXPOOL_CLOSED', `The pool${name} is closed`, predicate, properties)
}

function queueFullError (maxQueue) {
  const state = maxQueue === 0
    ? 'no thread is free, and `maxQueue` is 0, so no job may wait'
    : `as many jobs wait as \`maxQueue\` allows, which is ${quote(maxQueue)}`
  const predicate = `was refused, because the queue is full: ${state}`
  return jobError(Error, 'ERR_OXPOOL_QUEUE_FULL', `The queue is full: ${state}`, predicate)
}

/**
 * A thread died while it had the job in hand. `cause` is the error that ended the thread, if it is known.
 * `wasForAnother` says that the pool ended the thread because another job on it did not stop.
 */
function crashError (exitCode, cause, wasForAnother = false) {
  if (cause?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return lossError('ERR_OXPOOL_OUT_OF_MEMORY', `ran out of memory: ${cause.message}`, { cause, exitCode })
  }
  let reason = cause === undefined ? '' : `: ${cause?.message ?? describe(cause)}`
  if (wasForAnother) reason = ': another job on it kept running after its abort or timeout'
  return lossError('ERR_OXPOOL_WORKER_CRASH', `ended with code ${exitCode}${reason}`, { cause, exitCode })
}

/** The thread of a job is lost, for a reason that follows "The worker thread". */
function lossError (code, reason, properties) {
  return jobError(Error, code, `The worker thread ${reason}`, `failed: its worker thread ${reason}`, properties)
}

function panicError (reason) {
  return jobError(Error, 'ERR_OXPOOL_TASK_PANIC', `The native task panicked: ${reason}`, `panicked: ${reason}`)
}

/** No thread can run any job of a pool. `broken` says why. */
function brokenError (broken) {
  const { cause, message } = broken
  return jobError(Error, broken.code, message, `can't run: ${message.replace(/^The /, 'the ')}`, { ...broken, cause })
}

/** A worker file can't be used. `cause` is the error with which it failed. */
function workerFileError (url, reason, cause, { task = url, pool } = {}) {
  const message = `The worker file ${url}${ofPool(pool)} ${reason}`
  return codedError(Error, 'ERR_OXPOOL_WORKER_FILE', message, { cause, task, ...(pool === undefined ? {} : { pool }) })
}

/** A value was sent and can't be read by the thread that should get it. `cause` says why, if Node has said it. */
function unreadableError (cause) {
  const reason = cause === undefined ? 'it is nested too deeply or too large' : cause.message
  const text = `value can't be read by the thread that it was sent to: ${reason}`
  return jobError(Error, 'ERR_OXPOOL_UNREADABLE', `A ${text}`, `failed: a ${text}`, { cause })
}

function abortError (reason, message = 'The job was aborted', predicate = 'was aborted') {
  return named('AbortError', jobError(Error, 'ABORT_ERR', message, predicate, { cause: reason }))
}

/** A job was cancelled while it waited. */
function cancelledError (reason) {
  const predicate = 'was cancelled before a thread had taken it'
  return abortError(reason, `The job ${predicate}`, predicate)
}

function timeoutError (timeout, phase) {
  const predicate = `was not done after ${timeout} ms: it was ${phase}`
  return named('TimeoutError', jobError(Error, 'ERR_OXPOOL_TIMEOUT', `The job ${predicate}`, predicate, { phase }))
}

/** Defines the name instead of assigning it: an assignment fails if somebody has frozen `Error.prototype`. */
function named (name, error) {
  const descriptor = { __proto__: null, value: name, writable: true, enumerable: true, configurable: true }
  return Object.defineProperty(error, 'name', descriptor)
}

/** What Node and the system say when there is no thread, no file descriptor or no memory left. */
const REFUSALS = new Set([
  'EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC', 'ERR_MEMORY_ALLOCATION_FAILED', 'ERR_WORKER_INIT_FAILED'
])
const NO_BUFFER = 'Array buffer allocation failed'
/** Node gives this error another code if the file was a `package.json`. */
const NO_DESCRIPTOR = /too many open files/i

/** Whether an error says that the system, and not the caller or the job, is at a limit. Later the same may succeed. */
function isRefusal (error) {
  if (REFUSALS.has(error?.code) || (error?.name === 'RangeError' && error.message === NO_BUFFER)) return true
  return error?.code === 'ERR_INVALID_PACKAGE_CONFIG' && NO_DESCRIPTOR.test(error.message)
}

/**
 * The system has refused something that the package needs.
 *
 * @param {'thread' | 'memory' | 'file'} resource
 * @param {string} refused what there can't be, for the message
 * @param {any} [cause] how the system or Node has said so
 */
function systemError (resource, refused, cause) {
  const reason = cause === undefined ? '' : `: ${cause.message}`
  const text = `system has refused ${refused}${reason}`
  return jobError(Error, 'ERR_OXPOOL_SYSTEM', `The ${text}`, `can't run: the ${text}`, { cause, resource })
}

/** The system has refused a thread. `number` is that of its error, as the native side gives it. */
function threadError (refused, number) {
  const [code = 'UNKNOWN', text = `system error ${number}`] = getSystemErrorMap().get(number) ?? []
  return systemError('thread', refused, Object.assign(new Error(`${code}, ${text}`), { code, errno: number }))
}

/** There is no memory for a copy. */
function memoryError (cause) {
  return systemError('memory', 'memory for a copy of the data', cause)
}

/** runSync() would wait for ever. */
function deadlockError (reason) {
  const message = `runSync() would never return: ${reason}`
  return jobError(Error, 'ERR_OXPOOL_DEADLOCK', message, `can't end: ${message}`)
}

function describe (value) {
  const type = value === null ? '' : ` (${typeof value})`
  return `${inspect(value, INSPECT_OPTIONS)}${type}`
}

/** A value as messages quote it, without its type. */
function quote (value) {
  return inspect(value, INSPECT_OPTIONS)
}

module.exports = {
  codedError,
  codeOf,
  optionError,
  nameJob,
  aboutJob,
  closedError,
  queueFullError,
  crashError,
  lossError,
  panicError,
  brokenError,
  workerFileError,
  abortError,
  cancelledError,
  timeoutError,
  unreadableError,
  isRefusal,
  systemError,
  threadError,
  memoryError,
  deadlockError,
  describe,
  quote
}
