// Writes strings exactly, lone surrogates included, with one byte for each character if all fit in it, otherwise two.
'use strict'

const { LATIN1, UTF16, SHORT_STRING } = require('./tags.js')

const { latin1Write, ucs2Write } = /** @type {any} */ (Buffer.prototype)
// The test takes the same time for any length if the engine already holds the string as one byte for each character.
const beyondLatin1 = /[^\x00-\xff]/ // eslint-disable-line no-control-regex

// Up to this length, a loop costs less than a call into C++.
const LOOP = 32

/**
 * @param {import('./fast-writer').FastWriter} out
 * @param {string} string
 */
function writeString (out, string) {
  const { length } = string
  if (length <= LOOP) return writeShort(out, string, length)
  const isLatin1 = !beyondLatin1.test(string)
  if (!isLatin1) return writeUtf16(out, string, length)
  out.reserve(length + 8)
  if (length < 64) {
    out.bytes[out.position++] = SHORT_STRING + length
  } else {
    out.writeTagAndCount(LATIN1, length)
  }
  latin1Write.call(out.bytes, string, out.position, length)
  out.position += length
}

function writeShort (out, string, length) {
  out.reserve(LOOP + 1)
  const { bytes } = out
  let at = out.position
  let bits = 0
  bytes[at++] = SHORT_STRING + length
  for (let index = 0; index < length; index++) {
    const unit = string.charCodeAt(index)
    bits |= unit
    bytes[at++] = unit
  }
  if (bits > 0xff) return writeShortUtf16(out, string, length)
  out.position = at
}

function writeShortUtf16 (out, string, length) {
  out.reserve(LOOP * 2 + 8)
  out.writeTagAndCount(UTF16, length)
  const { bytes } = out
  let at = out.position
  for (let index = 0; index < length; index++) {
    const unit = string.charCodeAt(index)
    bytes[at++] = unit
    bytes[at++] = unit >>> 8
  }
  out.position = at
}

function writeUtf16 (out, string, length) {
  out.reserve(length * 2 + 8)
  out.writeTagAndCount(UTF16, length)
  ucs2Write.call(out.bytes, string, out.position, length * 2)
  out.position += length * 2
}

module.exports = { writeString }
