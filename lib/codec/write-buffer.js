// Writes buffers and the views on them, so that two views on one buffer share a buffer on the other side too.
'use strict'

const { ARRAY_BUFFER, CARRIED_BUFFER, SHARED_ARRAY_BUFFER, VIEW, VIEW_KINDS, alignedTo8 } = require('./tags.js')
const { copyBuffer } = require('./copy-buffer.js')
const { getter, isSharedArrayBuffer } = require('./kinds.js')

const TypedArray = Object.getPrototypeOf(Uint8Array)
const typedArrayKind = getter(TypedArray.prototype, Symbol.toStringTag)
const typedArrayBuffer = getter(TypedArray.prototype, 'buffer')
const typedArrayOffset = getter(TypedArray.prototype, 'byteOffset')
const typedArrayLength = getter(TypedArray.prototype, 'length')
const dataViewBuffer = getter(DataView.prototype, 'buffer')
const dataViewOffset = getter(DataView.prototype, 'byteOffset')
const dataViewLength = getter(DataView.prototype, 'byteLength')
const bufferLength = getter(ArrayBuffer.prototype, 'byteLength')
const bufferResizable = getter(ArrayBuffer.prototype, 'resizable')
const sharedLength = getter(SharedArrayBuffer.prototype, 'byteLength')
const sharedGrowable = getter(SharedArrayBuffer.prototype, 'growable')

const LARGEST = 2 ** 31
/**
 * A buffer of at least so many bytes may travel beside the payload: then it is copied once and not twice, but a message
 * takes longer than a record.
 */
const LEAST_CARRIED = 2 ** 22
const kinds = new Map(VIEW_KINDS.map((name, kind) => [name, kind]))

/**
 * @param {import('./fast-writer').FastWriter} out
 * @param {ArrayBufferView} view
 */
function writeView (out, view) {
  const name = typedArrayKind.call(view)
  if (name === undefined) {
    return writeViewOf(out, view, 0, dataViewBuffer.call(view), dataViewOffset, dataViewLength)
  }
  const kind = kinds.get(name)
  if (kind === undefined) return false
  return writeViewOf(out, view, kind, typedArrayBuffer.call(view), typedArrayOffset, typedArrayLength)
}

// Offset and length are read last: a view that is out of bounds throws then. Only a resizable buffer can
// have such a view, and a resizable buffer has been declined before.
function writeViewOf (out, view, kind, buffer, offsetOf, lengthOf) {
  out.reserve(16)
  const at = out.position
  out.position += 10
  if (!writeBufferOnce(out, buffer)) return false
  out.bytes[at] = VIEW
  out.bytes[at + 1] = kind
  out.view.setUint32(at + 2, offsetOf.call(view), true)
  out.view.setUint32(at + 6, lengthOf.call(view), true)
  return true
}

function writeBufferOnce (out, buffer) {
  return out.writeBackReference(buffer) ||
    (isSharedArrayBuffer(buffer) ? writeSharedBuffer(out, buffer) : writeArrayBuffer(out, buffer))
}

/**
 * @param {import('./fast-writer').FastWriter} out
 * @param {ArrayBuffer} buffer
 * @returns {boolean} false if the buffer is resizable, too large, or empty: an empty buffer may be detached
 */
function writeArrayBuffer (out, buffer) {
  const length = bufferLength.call(buffer)
  if (length === 0 || length > LARGEST || bufferResizable.call(buffer)) return false
  if (length >= LEAST_CARRIED && out.mayCarry()) {
    out.writeTagAndCount(CARRIED_BUFFER, out.carried.length)
    out.carried.push(copyBuffer(Buffer.from(buffer), 0, length))
    return true
  }
  out.reserve(length + 16)
  out.writeTagAndCount(ARRAY_BUFFER, length)
  out.position = alignedTo8(out.position)
  out.bytes.set(new Uint8Array(buffer), out.position)
  out.position += length
  return true
}

/**
 * @param {import('./fast-writer').FastWriter} out
 * @param {SharedArrayBuffer} buffer
 */
function writeSharedBuffer (out, buffer) {
  if (sharedLength.call(buffer) > LARGEST || sharedGrowable.call(buffer)) return false
  const id = out.shared.idOf(buffer)
  if (id < 0) return out.refuse()
  out.reserve(16)
  out.bytes[out.position] = SHARED_ARRAY_BUFFER
  out.view.setFloat64(out.position + 1, id, true)
  out.position += 9
  return true
}

module.exports = { writeView, writeArrayBuffer, writeSharedBuffer }
