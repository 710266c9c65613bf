// Writes BigInts: up to a few words as words, and larger ones as digits, because each shift copies the whole number.
'use strict'

const { BIGINT, BIGINT64, BIGINT_WORDS } = require('./tags.js')
const { writeString } = require('./write-string.js')

const { asIntN, asUintN } = BigInt
const MOST_WORDS = 4

/**
 * @param {import('./fast-writer').FastWriter} out
 * @param {bigint} value
 */
function writeBigInt (out, value) {
  out.reserve(MOST_WORDS * 8 + 2)
  if (asIntN(64, value) === value) {
    out.bytes[out.position] = BIGINT64
    out.view.setBigInt64(out.position + 1, value, true)
    out.position += 9
  } else if (!writeWords(out, value)) {
    out.writeTag(BIGINT)
    out.writeTag(value < 0n ? 1 : 0)
    writeString(out, (value < 0n ? -value : value).toString(16))
  }
  return true
}

/** The lowest word first. The last one has the sign. */
function writeWords (out, value) {
  const { view, position } = out
  let rest = value
  let at = position + 2
  let count = 1
  while (asIntN(64, rest) !== rest) {
    if (count++ === MOST_WORDS) return false
    view.setBigUint64(at, asUintN(64, rest), true)
    rest >>= 64n
    at += 8
  }
  view.setBigInt64(at, rest, true)
  out.bytes[position] = BIGINT_WORDS
  out.bytes[position + 1] = count
  out.position = at + 8
  return true
}

module.exports = { writeBigInt }
