// What goes wrong has a stable code, and a message that says what was expected and what came.
'use strict'

const { inspect } = require('node:util')

const INSPECT_OPTIONS = { depth: 0, breakLength: Infinity, maxStringLength: 80, maxArrayLength: 8 }

/**
 * @template {Error} E
 * @param {new (message: string, options?: ErrorOptions) => E} Class
 * @param {string} code
 * @param {string} message
 * @param {object} [properties] `cause`, and anything else the error says as a property
 * @returns {E & { code: string }}
 */
function codedError (Class, code, message, { cause, ...properties } = {}) {
  const error = cause === undefined ? new Class(message) : new Class(message, { cause })
  return Object.assign(error, { code }, properties)
}

/** A caller's mistake in an option: what was expected, and what came, as `tell` tells it. */
function optionError (Class, option, expected, received, tell = describe) {
  return codedError(Class, 'ERR_OXPOOL_OPTION', `\`${option}\` must be ${expected}, but it is ${tell(received)}`)
}

function closedError () {
  return codedError(Error, 'ERR_OXPOOL_CLOSED', 'The pool is closed')
}

function queueFullError (maxQueue) {
  const state = maxQueue === 0
    ? 'no thread is free, and with a `maxQueue` of 0 no job waits'
    : `${maxQueue} jobs wait already, which is as many as \`maxQueue\` allows`
  return codedError(Error, 'ERR_OXPOOL_QUEUE_FULL', `The queue is full: ${state}`)
}

/** The thread died under the job. `cause` is what it died of, when that is known; `wasForAnother` if the pool ended it for another job's sake. */
function crashError (exitCode, cause, wasForAnother = false) {
  if (cause?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return codedError(Error, 'ERR_OXPOOL_OUT_OF_MEMORY', `The worker thread ran out of memory: ${cause.message}`, { cause, exitCode })
  }
  let reason = cause === undefined ? '' : `: ${cause?.message ?? describe(cause)}`
  if (wasForAnother) reason = ': another job on it went on after its abort or timeout'
  return codedError(Error, 'ERR_OXPOOL_WORKER_CRASH', `The worker thread ended with code ${exitCode}${reason}`, { cause, exitCode })
}

/** A worker file can't be used. `cause` is the error it failed with, whole. */
function workerFileError (url, reason, cause) {
  return codedError(Error, 'ERR_OXPOOL_WORKER_FILE', `The worker file ${url} ${reason}`, { cause })
}

function abortError (reason, message = 'The job was aborted') {
  return named('AbortError', codedError(Error, 'ABORT_ERR', message, { cause: reason }))
}

function timeoutError (timeout, phase) {
  return named('TimeoutError', codedError(Error, 'ERR_OXPOOL_TIMEOUT', `The job was not done after ${timeout} ms: it was ${phase}`, { phase }))
}

/** Not by assignment, which fails where somebody has frozen what errors inherit their name from. */
function named (name, error) {
  return Object.defineProperty(error, 'name', { value: name, writable: true, enumerable: true, configurable: true })
}

/** Who waits would wait for ever. */
function deadlockError (reason) {
  return codedError(Error, 'ERR_OXPOOL_DEADLOCK', `runSync() would never return: ${reason}`)
}

function describe (value) {
  const type = value === null ? '' : ` (${typeof value})`
  return `${inspect(value, INSPECT_OPTIONS)}${type}`
}

/** How a choice is written in a message. */
function quote (value) {
  return inspect(value, INSPECT_OPTIONS)
}

module.exports = { codedError, optionError, closedError, queueFullError, crashError, workerFileError, abortError, timeoutError, deadlockError, describe, quote }
