// Typed arrays for native tasks: checked here, so that Rust gets live arrays on memory that stays, and nothing else.
'use strict'

const { types } = require('node:util')
const { codedError, optionError } = require('../errors.js')

const NUMBERS = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]
const KINDS = [...NUMBERS, BigInt64Array, BigUint64Array]
const FLOATS = [Float32Array, Float64Array]
const kindGetter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get

/** A typed array of any of the eleven kinds. */
function typedArray (name, value) {
  return ofKinds(name, value, KINDS, 'a typed array')
}

/** A typed array of numbers, not of BigInts. */
function numberArray (name, value) {
  return ofKinds(name, value, NUMBERS, 'a typed array of numbers')
}

function floatArray (name, value) {
  return ofKinds(name, value, FLOATS, 'a Float32Array or a Float64Array')
}

/** Bytes: a Buffer, any typed array, a DataView, or a buffer itself. Seen as a Uint8Array. */
function bytes (name, value) {
  if (types.isAnyArrayBuffer(value)) return checkMemory(name, new Uint8Array(value))
  if (!ArrayBuffer.isView(value)) throw optionError(TypeError, name, 'bytes: a Buffer, a typed array, a DataView or an ArrayBuffer', value)
  checkMemory(name, value)
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/** As `bytes`, or a string as its UTF-8. */
function bytesOrText (name, value) {
  return typeof value === 'string' ? Buffer.from(value) : bytes(name, value)
}

function isShared (view) {
  return types.isSharedArrayBuffer(view.buffer)
}

/** The class of a typed array, whatever its realm: a Buffer's is Uint8Array. */
function kindOf (array) {
  const name = kindGetter.call(array)
  return KINDS.find((Kind) => Kind.name === name)
}

function ofKinds (name, value, kinds, expected) {
  if (!types.isTypedArray(value) || !kinds.includes(kindOf(value))) throw optionError(TypeError, name, expected, value)
  return checkMemory(name, value)
}

function checkMemory (name, view) {
  const { buffer } = view
  if (types.isSharedArrayBuffer(buffer)) return view
  if (buffer.resizable) throw optionError(TypeError, name, 'on memory that can\'t be resized', view)
  if (view.byteLength === 0 && isDetached(buffer)) {
    throw codedError(TypeError, 'ERR_OXPOOL_OPTION', `\`${name}\` must be on memory that has not been transferred away`)
  }
  return view
}

function isDetached (buffer) {
  try {
    return new Uint8Array(buffer) === undefined
  } catch {
    return true
  }
}

module.exports = { typedArray, numberArray, floatArray, bytes, bytesOrText, isShared, kindOf }
