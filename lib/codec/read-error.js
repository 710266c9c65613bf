// Makes errors anew, with the stack that they had where they were written.
'use strict'

const { ERROR_KINDS, HAS_MESSAGE, HAS_CAUSE } = require('./tags.js')
const { define } = require('./set-property.js')

// Captured, because a worker file may replace the globals.
const { Error } = globalThis
const constructors = ERROR_KINDS.map((name) => /** @type {any} */ (globalThis)[name])

/**
 * @param {import('./fast-reader').FastReader} reader
 * @returns {Error}
 */
function readError (reader) {
  const kind = reader.bytes[reader.at++]
  const flags = reader.bytes[reader.at++]
  const error = withoutTrace(constructors[kind], (flags & HAS_MESSAGE) === 0 ? undefined : reader.readValue())
  // Assigned, because the sort of this property differs between releases of V8.
  error.stack = reader.readValue()
  reader.see(error)
  if ((flags & HAS_CAUSE) !== 0) define(error, 'cause', reader.readValue(), false)
  return error
}

/** To record where this thread is would take longer than all the rest. */
function withoutTrace (Class, message) {
  const limit = Error.stackTraceLimit
  try {
    Error.stackTraceLimit = 0
  } catch {
    // Somebody has frozen it. The stack is then recorded, and replaced.
    return new Class(message)
  }
  const error = new Class(message)
  if (limit === undefined) delete (/** @type {any} */ (Error).stackTraceLimit)
  else Error.stackTraceLimit = limit
  return error
}

module.exports = { readError }
