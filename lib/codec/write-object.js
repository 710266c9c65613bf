// Writes ordinary objects: first their list of keys, as one block that the reader recognizes, then the values.
'use strict'

const {
  OBJECT, OBJECT_AGAIN, LOOSE_OBJECT, MAX_SHAPE_KEYS, MAX_SHAPE_BYTES, MAX_SHAPES
} = require('./tags.js')
const { isSurelyOrdinary } = require('./kinds.js')
const { writeString } = require('./write-string.js')

const { hasOwn, keys } = Object
const empty = {}

/** Whether somebody has put something enumerable on Object.prototype. `for in` would then show it on every object. */
function isPrototypePolluted () {
  // eslint-disable-next-line no-unreachable-loop
  for (const key in empty) return key !== undefined
  return false
}

/**
 * @param {import('./fast-writer').FastWriter} out
 * @param {Record<string, unknown>} object
 */
function writeOrdinary (out, object) {
  const { shapes } = out
  const start = out.position
  let shape = shapes.root
  let count = 0
  for (const key in object) {
    if (count < MAX_SHAPE_KEYS) {
      const next = shape.lastKey === key ? shape.last : shapes.follow(shape, key)
      if (next === null) return writeLoose(out, object)
      shape = next
    } else {
      // Goes on in this loop: to begin another one for an object with very many keys takes as long as to write them.
      if (count === MAX_SHAPE_KEYS && !beginTable(out, object, shape)) return false
      writeString(out, key)
      if (!out.writeValue(object[key])) return false
    }
    count++
  }
  if (count > MAX_SHAPE_KEYS) {
    out.view.setUint32(start + 1, count, true)
    return true
  }
  if ((count === 0 || (shape.block === null && !shape.isLoose)) && !isSurelyOrdinary(object)) return false
  if (shape.block === null) makeBlock(out, shape, shape.path())
  if (shape.isLoose) return writeLoose(out, object)
  writeShape(out, shape)
  return writeValues(out, object, count)
}

/** Begins an object with many keys: writes those on the way to `shape`. */
function beginTable (out, object, shape) {
  if (!isSurelyOrdinary(object)) return false
  out.writeTagAndCount(LOOSE_OBJECT, 0)
  for (const key of shape.path()) {
    const value = object[key]
    // A getter may have removed it.
    if (value === undefined && !hasOwn(object, key)) return false
    writeString(out, key)
    if (!out.writeValue(value)) return false
  }
  return true
}

// A getter may remove a later property, and `for in` then skips it. So there may be fewer values than keys.
function writeValues (out, object, count) {
  let written = 0
  for (const key in object) {
    if (!out.writeValue(object[key])) return false
    written++
  }
  return written === count
}

function writeShape (out, shape) {
  const { shapes } = out
  if (shape.message === shapes.message) {
    out.reserve(3)
    out.bytes[out.position] = OBJECT_AGAIN
    out.view.setUint16(out.position + 1, shape.index, true)
    out.position += 3
    shapes.room++
    return
  }
  if (shapes.placed < MAX_SHAPES) {
    shape.message = shapes.message
    shape.index = shapes.placed++
  }
  const { block } = shape
  out.reserve(block.length * 4 + 1)
  const { view } = out
  let at = out.position
  out.bytes[at++] = OBJECT
  for (let index = 0; index < block.length; index++, at += 4) view.setInt32(at, block[index], true)
  out.position = at
}

/**
 * Makes the block: the number of keys and of words, a hash of the words, and the words, which are the keys as strings.
 * The strings are written at the end of the message, copied into the block, and dropped from the message.
 */
function makeBlock (out, shape, names) {
  const start = out.position
  for (const name of names) writeString(out, name)
  out.reserve(4)
  out.view.setInt32(out.position, 0, true)
  const length = (out.position - start + 3) >> 2
  if (length * 4 > MAX_SHAPE_BYTES) {
    shape.isLoose = true
  } else {
    const block = new Int32Array(length + 2)
    let hash = names.length
    for (let index = 0; index < length; index++) {
      const word = out.view.getInt32(start + index * 4, true)
      hash = Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 15)
      block[index + 2] = word
    }
    block[0] = names.length << 16 | length
    block[1] = hash
    shape.block = block
  }
  out.position = start
}

function writeLoose (out, object) {
  if (!isSurelyOrdinary(object)) return false
  const start = out.position
  out.writeTagAndCount(LOOSE_OBJECT, 0)
  let count = 0
  for (const key in object) {
    writeString(out, key)
    if (!out.writeValue(object[key])) return false
    count++
  }
  out.view.setUint32(start + 1, count, true)
  return true
}

/**
 * An object that is no direct child of `Object.prototype`. `for in` would show what its prototype has too.
 *
 * @param {import('./fast-writer').FastWriter} out
 * @param {Record<string, unknown>} object
 */
function writeInstance (out, object) {
  const { shapes } = out
  const names = keys(object)
  let shape = /** @type {import('./shape-tree').Shape | null} */ (names.length > MAX_SHAPE_KEYS ? null : shapes.root)
  for (let index = 0; index < names.length && shape !== null; index++) {
    const key = names[index]
    shape = shape.lastKey === key ? shape.last : shapes.follow(shape, key)
  }
  const isKnown = shape !== null && shape.block !== null && names.length > 0
  if (!isKnown && !isSurelyOrdinary(object)) return false
  if (shape !== null && shape.block === null && !shape.isLoose) makeBlock(out, shape, names)
  const isLoose = shape === null || shape.isLoose
  if (isLoose) out.writeTagAndCount(LOOSE_OBJECT, names.length)
  else writeShape(out, /** @type {import('./shape-tree').Shape} */ (shape))
  for (let index = 0; index < names.length; index++) {
    const value = object[names[index]]
    // A getter may have removed it.
    if (value === undefined && !hasOwn(object, names[index])) return false
    if (isLoose) writeString(out, names[index])
    if (!out.writeValue(value)) return false
  }
  return true
}

module.exports = { writeInstance, writeOrdinary, isPrototypePolluted }
