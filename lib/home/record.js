// Writes and reads a value as a record: a number, or a value such as `true` or `undefined`, inline, any other value as
// the codec's bytes. Both sides of a pool use it.
'use strict'

const binding = require('../binding.js')
const encoding = require('../codec/encoder.js')

const { HEADER, UNDEFINED, NULL, FALSE, TRUE, NUMBER, FAST, V8, PORT } = binding

/**
 * Writes a value's payload behind the header that starts at `start`, and the kind and the length into the header. If
 * the value can only travel on a MessagePort, the kind is `PORT`, and there is no payload.
 *
 * @param {import('../codec/encoder.js').Encoder} encoder
 * @param {number} start a multiple of 8, with room for a header and a number
 * @param {unknown} value
 * @param {number} flags added to the kind in the header
 * @returns {number} the kind
 */
function writeValue (encoder, start, value, flags) {
  const kind = writePayload(encoder, start, value)
  const payload = encoder.position - start - HEADER
  const word = start >>> 2
  encoder.int32[word + 1] = kind + flags
  encoder.int32[word + 2] = payload
  encoder.position += -payload & 7
  return kind
}

function writePayload (encoder, start, value) {
  encoder.position = start + HEADER
  switch (typeof value) {
    case 'number':
      encoder.float64[(start + HEADER) >>> 3] = value
      encoder.position += 8
      return NUMBER
    case 'undefined':
      return UNDEFINED
    case 'boolean':
      return value ? TRUE : FALSE
  }
  if (value === null) return NULL
  switch (encoder.write(value)) {
    case encoding.FAST: return FAST
    case encoding.V8: return V8
    default: return PORT
  }
}

/**
 * Reads the value of a record whose payload starts at `start`. For the kind `PORT` the caller reads the port instead.
 *
 * @param {import('../codec/decoder.js').Decoder} decoder attached to the buffer
 * @param {Float64Array} float64 over the same buffer
 * @param {number} kind
 * @param {number} start
 * @param {number} length
 */
function readValue (decoder, float64, kind, start, length) {
  switch (kind) {
    case NUMBER: return float64[start >>> 3]
    case FAST: return decoder.read(encoding.FAST, start, start + length)
    case V8: return decoder.read(encoding.V8, start, start + length)
    case UNDEFINED: return undefined
    case NULL: return null
    case TRUE: return true
    case FALSE: return false
  }
}

module.exports = { writeValue, readValue }
