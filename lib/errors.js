// Makes the errors of this package: each has a stable code, and a message that says what was expected and what came.
'use strict'

const { inspect } = require('node:util')

const INSPECT_OPTIONS = { depth: 0, breakLength: Infinity, maxStringLength: 80, maxArrayLength: 8 }

/**
 * @template {Error} E
 * @param {new (message: string, options?: ErrorOptions) => E} Class
 * @param {string} code
 * @param {string} message
 * @param {object} [properties] `cause`, and the other properties of the error
 * @returns {E & { code: string }}
 */
function codedError (Class, code, message, { cause, ...properties } = {}) {
  const error = cause === undefined ? new Class(message) : new Class(message, { cause })
  return Object.assign(error, { code }, properties)
}

/** A caller's mistake in an option. `tell` describes the value that came. */
function optionError (Class, option, expected, received, tell = describe) {
  return codedError(Class, 'ERR_OXPOOL_OPTION', `\`${option}\` must be ${expected}, but it is ${tell(received)}`)
}

function closedError () {
  return codedError(Error, 'ERR_OXPOOL_CLOSED', 'The pool is closed')
}

function queueFullError (maxQueue) {
  const state = maxQueue === 0
    ? 'no thread is free, and `maxQueue` is 0, so no job may wait'
    : `as many jobs wait as \`maxQueue\` allows, which is ${quote(maxQueue)}`
  return codedError(Error, 'ERR_OXPOOL_QUEUE_FULL', `The queue is full: ${state}`)
}

/**
 * A thread died while it had the job in hand. `cause` is the error that ended the thread, if it is known.
 * `wasForAnother` says that the pool ended the thread because another job on it did not stop.
 */
function crashError (exitCode, cause, wasForAnother = false) {
  if (cause?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const message = `The worker thread ran out of memory: ${cause.message}`
    return codedError(Error, 'ERR_OXPOOL_OUT_OF_MEMORY', message, { cause, exitCode })
  }
  let reason = cause === undefined ? '' : `: ${cause?.message ?? describe(cause)}`
  if (wasForAnother) reason = ': another job on it kept running after its abort or timeout'
  const message = `The worker thread ended with code ${exitCode}${reason}`
  return codedError(Error, 'ERR_OXPOOL_WORKER_CRASH', message, { cause, exitCode })
}

/** A worker file can't be used. `cause` is the error with which it failed. */
function workerFileError (url, reason, cause) {
  return codedError(Error, 'ERR_OXPOOL_WORKER_FILE', `The worker file ${url} ${reason}`, { cause })
}

/** A value was sent and can't be read by the thread that should get it. `cause` says why, if Node has said it. */
function unreadableError (cause) {
  const reason = cause === undefined ? 'it is nested too deeply or too large' : cause.message
  const message = `A value can't be read by the thread that it was sent to: ${reason}`
  return codedError(Error, 'ERR_OXPOOL_UNREADABLE', message, { cause })
}

function abortError (reason, message = 'The job was aborted') {
  return named('AbortError', codedError(Error, 'ABORT_ERR', message, { cause: reason }))
}

function timeoutError (timeout, phase) {
  const message = `The job was not done after ${timeout} ms: it was ${phase}`
  return named('TimeoutError', codedError(Error, 'ERR_OXPOOL_TIMEOUT', message, { phase }))
}

/** Defines the name instead of assigning it: an assignment fails if somebody has frozen `Error.prototype`. */
function named (name, error) {
  return Object.defineProperty(error, 'name', { value: name, writable: true, enumerable: true, configurable: true })
}

/** runSync() would wait for ever. */
function deadlockError (reason) {
  return codedError(Error, 'ERR_OXPOOL_DEADLOCK', `runSync() would never return: ${reason}`)
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
  optionError,
  closedError,
  queueFullError,
  crashError,
  workerFileError,
  abortError,
  timeoutError,
  unreadableError,
  deadlockError,
  describe,
  quote
}
