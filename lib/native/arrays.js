// Checks the arrays of native tasks, so that Rust gets only live typed arrays on memory of a fixed size.
//
// The getters of the class read an array's buffer, offset and length. The array's own properties could say anything.
'use strict'

const { types } = require('node:util')
const { codedError, optionError } = require('../errors.js')

const KINDS = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, BigInt64Array, BigUint64Array
]
const FLOATS = [Float32Array, Float64Array]
/** What an error message expects of bytes. */
const BYTES = 'bytes: a Buffer, a typed array, a DataView or an ArrayBuffer'

const bufferOf = getter('buffer')
const offsetOf = getter('byteOffset')
const lengthOf = getter('length')
const tagOf = getter(Symbol.toStringTag)

function getter (name) {
  const { get } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), name)
  return (array) => get.call(array)
}

/** A typed array of any of the eleven kinds. */
function typedArray (name, value) {
  return ofKinds(name, value, KINDS, 'a typed array')
}

function floatArray (name, value) {
  return ofKinds(name, value, FLOATS, 'a Float32Array or a Float64Array')
}

/** Bytes: a Buffer, any typed array, a DataView, or a buffer itself. Returns a Uint8Array on them. */
function bytes (name, value) {
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(checkMemory(name, value))
  if (!ArrayBuffer.isView(value)) throw optionError(TypeError, name, BYTES, value)
  return new Uint8Array(checkMemory(name, value.buffer), value.byteOffset, value.byteLength)
}

/** Takes what `bytes` takes, and also a string, which becomes UTF-8. */
function bytesOrText (name, value) {
  if (typeof value === 'string') return Buffer.from(value)
  if (!ArrayBuffer.isView(value) && !types.isAnyArrayBuffer(value)) {
    throw optionError(TypeError, name, `a string, or ${BYTES}`, value)
  }
  return bytes(name, value)
}

function isShared (array) {
  return types.isSharedArrayBuffer(bufferOf(array))
}

/** The class of a typed array of any realm. The class of a Buffer is Uint8Array. */
function kindOf (array) {
  const name = tagOf(array)
  return KINDS.find((Kind) => Kind.name === name)
}

function ofKinds (name, value, kinds, expected) {
  if (!types.isTypedArray(value) || !kinds.includes(kindOf(value))) throw optionError(TypeError, name, expected, value)
  checkMemory(name, bufferOf(value))
  return value
}

function checkMemory (name, buffer) {
  if (types.isSharedArrayBuffer(buffer)) return buffer
  if (buffer.resizable) throw optionError(TypeError, name, 'on memory that can\'t be resized', buffer)
  if (isDetached(buffer)) {
    const message = `\`${name}\` must be on memory that has not been transferred away, but its buffer is detached`
    throw codedError(TypeError, 'ERR_OXPOOL_OPTION', message)
  }
  return buffer
}

function isDetached (buffer) {
  if (buffer.byteLength > 0) return false
  try {
    return new Uint8Array(buffer) === undefined
  } catch {
    return true
  }
}

module.exports = { typedArray, floatArray, bytes, bytesOrText, isShared, bufferOf, offsetOf, lengthOf, kindOf }
