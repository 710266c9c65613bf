// Carries values that V8 can put into bytes, with structuredClone's serializer but without Node's own kinds of objects.
'use strict'

const { Blob } = require('node:buffer')
const v8 = require('node:v8')
const { makeDOMException } = require('../realm.js')

class Serializer extends v8.Serializer {
  /** @type {Error | null} */
  refusal = null

  /** @param {string} message */
  _getDataCloneError (message) {
    this.refusal = makeDOMException(message, 'DataCloneError')
    return this.refusal
  }

  _writeHostObject () {
    throw this._getDataCloneError('An object of the host can only be cloned by the host.')
  }

  // The deserializer that Node offers has no way to take a SharedArrayBuffer.
  _getSharedArrayBufferId () {
    throw this._getDataCloneError('Shared memory can only be cloned by the host.')
  }
}

/** @param {Uint8Array} bytes */
function deserialize (bytes) {
  const deserializer = new v8.Deserializer(bytes)
  deserializer.readHeader()
  return deserializer.readValue()
}

/**
 * @param {unknown} value
 * @returns {Uint8Array | null} null when V8 alone can't carry the value
 */
function serialize (value) {
  const serializer = new Serializer()
  try {
    serializer.writeHeader()
    serializer.writeValue(value)
  } catch (error) {
    // Any other error was thrown by the value itself.
    if (error === serializer.refusal) return null
    throw error
  }
  const bytes = serializer.releaseBuffer()
  // V8 neither refuses nor writes a WebAssembly.Module. Only reading shows that it is missing.
  try {
    deserialize(bytes)
  } catch {
    return null
  }
  return bytes
}

/**
 * @param {unknown[]} list nothing but primitives
 * @returns {Uint8Array}
 */
function serializePrimitives (list) {
  const serializer = new v8.Serializer()
  serializer.writeHeader()
  serializer.writeValue(list)
  return serializer.releaseBuffer()
}

/** @type {boolean | undefined} */
let isFaithful

/**
 * Whether the bare serializer refuses the own objects of this release of Node. Since Node 21 it sees many of them as
 * plain objects, which would arrive empty. With such a release no value may take this tier.
 */
function canTellNodeObjects () {
  if (isFaithful === undefined) isFaithful = serialize(new Blob([])) === null
  return isFaithful
}

module.exports = { canTellNodeObjects, serialize, serializePrimitives, deserialize }
