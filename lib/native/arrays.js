// Typed arrays for native tasks: checked here, so that Rust gets live arrays on memory that stays, and nothing else.
//
// What an array lies on is asked of its class and not of itself: a property of its own could say anything.
'use strict'

const { types } = require('node:util')
const { codedError, optionError } = require('../errors.js')

const KINDS = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, BigInt64Array, BigUint64Array
]
const FLOATS = [Float32Array, Float64Array]

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

/** Bytes: a Buffer, any typed array, a DataView, or a buffer itself. Seen as a Uint8Array. */
function bytes (name, value) {
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(checkMemory(name, value))
  if (!ArrayBuffer.isView(value)) throw optionError(TypeError, name, 'bytes: a Buffer, a typed array, a DataView or an ArrayBuffer', value)
  return new Uint8Array(checkMemory(name, value.buffer), value.byteOffset, value.byteLength)
}

/** As `bytes`, or a string as its UTF-8. */
function bytesOrText (name, value) {
  if (typeof value === 'string') return Buffer.from(value)
  if (!ArrayBuffer.isView(value) && !types.isAnyArrayBuffer(value)) throw optionError(TypeError, name, 'a string, or bytes: a Buffer, a typed array, a DataView or an ArrayBuffer', value)
  return bytes(name, value)
}

function isShared (array) {
  return types.isSharedArrayBuffer(bufferOf(array))
}

/** The class of a typed array, whatever its realm: a Buffer's is Uint8Array. */
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
  if (isDetached(buffer)) throw codedError(TypeError, 'ERR_OXPOOL_OPTION', `\`${name}\` must be on memory that has not been transferred away`)
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
