// Copies bytes into an ArrayBuffer of their own, and tells if there is no memory for it.
'use strict'

const { isRefusal, memoryError } = require('../errors.js')

/**
 * @param {Buffer} bytes
 * @param {number} start
 * @param {number} end
 * @returns {ArrayBuffer}
 */
function copyBuffer (bytes, start, end) {
  // All bytes are written here. `new ArrayBuffer` would fill them with zeros first, which takes as long as the copy.
  const copy = allocate(end - start)
  bytes.copy(copy, 0, start, end)
  return copy.buffer
}

/** @param {number} length */
function allocate (length) {
  try {
    return Buffer.allocUnsafeSlow(length)
  } catch (error) {
    throw isRefusal(error) ? memoryError(error) : error
  }
}

module.exports = { copyBuffer }
