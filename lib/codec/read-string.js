// Makes strings from bytes. The shortest strings need no call into C++, which would cost more than making them here.
'use strict'

const { latin1Slice, ucs2Slice } = /** @type {any} */ (Buffer.prototype)
const make = String.fromCharCode

/**
 * @param {Buffer} b
 * @param {number} at
 * @param {number} length
 * @returns {string}
 */
function readLatin1 (b, at, length) {
  if (length > 8) return length > 16 ? latin1Slice.call(b, at, at + length) : readMedium(b, at, length)
  switch (length) {
    case 0: return ''
    case 1: return make(b[at])
    case 2: return make(b[at], b[at + 1])
    case 3: return make(b[at], b[at + 1], b[at + 2])
    case 4: return make(b[at], b[at + 1], b[at + 2], b[at + 3])
    case 5: return make(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4])
    case 6: return make(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5])
    case 7: return make(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6])
    default: return make(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7])
  }
}

// A function of its own, because the engine compiles small functions into their callers.
function readMedium (b, at, length) {
  switch (length) {
    case 9: return make(b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8])
    case 10: return make(
      b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9]
    )
    case 11: return make(
      b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9],
      b[at + 10]
    )
    case 12: return make(
      b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9],
      b[at + 10], b[at + 11]
    )
    case 13: return make(
      b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9],
      b[at + 10], b[at + 11], b[at + 12]
    )
    case 14: return make(
      b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9],
      b[at + 10], b[at + 11], b[at + 12], b[at + 13]
    )
    case 15: return make(
      b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9],
      b[at + 10], b[at + 11], b[at + 12], b[at + 13], b[at + 14]
    )
    default: return make(
      b[at], b[at + 1], b[at + 2], b[at + 3], b[at + 4], b[at + 5], b[at + 6], b[at + 7], b[at + 8], b[at + 9],
      b[at + 10], b[at + 11], b[at + 12], b[at + 13], b[at + 14], b[at + 15]
    )
  }
}

/**
 * @param {Buffer} bytes
 * @param {number} at
 * @param {number} length
 * @returns {string}
 */
function readUtf16 (bytes, at, length) {
  return ucs2Slice.call(bytes, at, at + length * 2)
}

module.exports = { readLatin1, readUtf16 }
