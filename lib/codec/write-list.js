// Writes long arrays of strings or of large BigInts. V8 writes and reads all of them in one call, which takes much less
// time than a call for each. Only primitives come to V8 here, so it sees no object of Node's that it could misjudge.
'use strict'

const { V8_LIST } = require('./tags.js')

// For a shorter array the call takes longer than it saves, and so it does for an array of shorter strings.
const LEAST = 128
const LONG = 16
// Longer texts go string by string: the message must not be too large before anybody has noticed.
const MOST_CHARACTERS = 2 ** 28

const { asIntN } = BigInt

/**
 * The elements of `array` as far as V8 would write them faster, each read once.
 *
 * @param {unknown[]} array
 * @param {number} length how many elements it had at first
 * @param {unknown} first has been read already
 * @returns {unknown[] | null} `null` if V8 would write none of them faster. Not a list for V8 unless it is as long as
 *   the array and its last element is of the same type as its first one
 */
function takeList (array, length, first) {
  if (length < LEAST) return null
  if (typeof first === 'string') return first.length > LONG ? takeStrings(array, length, first) : null
  return typeof first === 'bigint' && asIntN(64, first) !== first ? takeBigInts(array, length, first) : null
}

function takeStrings (array, length, first) {
  // Pushed, because V8 writes an array that may have holes with every index, and slowly.
  const list = [first]
  let characters = first.length
  for (let index = 1; index < length; index++) {
    const element = array[index]
    list.push(element)
    if (typeof element !== 'string') break
    characters += element.length
    if (characters > MOST_CHARACTERS) break
  }
  return list
}

function takeBigInts (array, length, first) {
  const list = [first]
  for (let index = 1; index < length; index++) {
    const element = array[index]
    list.push(element)
    if (typeof element !== 'bigint') break
  }
  return list
}

/**
 * @param {import('./fast-writer').FastWriter} out
 * @param {unknown[]} list strings only, or BigInts only
 */
function writeList (out, list) {
  // Loaded only when needed: a thread needs two milliseconds to load `node:v8`.
  const { serializePrimitives } = require('./v8-tier.js')
  const bytes = serializePrimitives(list)
  out.reserve(bytes.length + 8)
  out.writeTagAndCount(V8_LIST, bytes.length)
  out.bytes.set(bytes, out.position)
  out.position += bytes.length
}

module.exports = { takeList, writeList }
