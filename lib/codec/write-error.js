// Writes what structuredClone takes of an error: its class by its name, the message, the stack and the cause.
'use strict'

const { types } = require('node:util')
const { ERROR, ERROR_KINDS, HAS_MESSAGE, HAS_CAUSE } = require('./tags.js')
const { writeString } = require('./write-string.js')

const { isNativeError } = types
const { getOwnPropertyDescriptor, hasOwn } = Object
const { toStringTag } = Symbol
const kinds = new Map(ERROR_KINDS.map((name, kind) => [name, kind]))

/** An error, but none of a kind that only Node has, such as DOMException. Proxies are none. */
const isError = (object) => isNativeError(object) && !(toStringTag in object)

/**
 * Reads each property once, as V8 does.
 *
 * @param {import('./fast-writer').FastWriter} out
 * @param {any} error
 * @returns {boolean} false if V8 would not take its properties as they are
 */
function writeError (out, error) {
  // V8 can't read a cause in which the error itself comes again, so structuredClone refuses it.
  if (out.openErrors.includes(error)) return false
  const { name } = error
  if (typeof name !== 'string' || name === 'AggregateError' || name === 'SuppressedError') return false
  const message = getOwnPropertyDescriptor(error, 'message')
  if (message !== undefined && typeof message.value !== 'string') return false
  const cause = getOwnPropertyDescriptor(error, 'cause')
  if (cause !== undefined && !hasOwn(cause, 'value')) return false
  if (!hasOwn(error, 'stack')) return false
  const { stack } = error
  if (typeof stack !== 'string') return false
  out.reserve(3)
  out.bytes[out.position++] = ERROR
  out.bytes[out.position++] = kinds.get(name) ?? 0
  out.bytes[out.position++] = (message === undefined ? 0 : HAS_MESSAGE) + (cause === undefined ? 0 : HAS_CAUSE)
  if (message !== undefined) writeString(out, message.value)
  writeString(out, stack)
  return cause === undefined || writeCause(out, error, cause.value)
}

function writeCause (out, error, cause) {
  if (typeof cause !== 'object' || cause === null) return out.writeValue(cause)
  out.hasCauses = true
  out.openErrors.push(error)
  const isWritten = out.writeValue(cause)
  out.openErrors.pop()
  return isWritten
}

module.exports = { isError, writeError }
