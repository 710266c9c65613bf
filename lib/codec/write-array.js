// Writes arrays: numbers as one block, other elements one by one. It reads an element only once: reading may run code.
'use strict'

const { ARRAY, INT32_ELEMENTS, DOUBLE_ELEMENTS, alignedTo8 } = require('./tags.js')
const { onlyElements } = require('./only-elements.js')
const { writeSparse } = require('./write-sparse.js')
const { takeList, writeList } = require('./write-list.js')

const { hasOwn } = Object

// Shorter arrays take less space number by number, and as little time.
const BLOCK = 16
const CHUNK = 0x10000

/**
 * @param {import('./fast-writer').FastWriter} out
 * @param {unknown[]} array
 * @returns {boolean} false when a long one has holes, or when an element can't be written
 */
function writeArray (out, array) {
  const { length } = array
  if (!onlyElements(array)) return writeSparse(out, array)
  if (length >= BLOCK) return writeLong(out, array, length)
  out.writeTagAndCount(ARRAY, length)
  return writeRest(out, array, length, 0)
}

function writeRest (out, array, length, from) {
  for (let index = from; index < length; index++) {
    if (!writeElement(out, array, index, array[index])) return false
  }
  return true
}

// An element that reads as undefined may be a hole, or an element that a getter has just removed.
function writeElement (out, array, index, element) {
  return (element !== undefined || hasOwn(array, index)) && out.writeValue(element)
}

// The element that ended a block. It has been read already, so it must not be read again.
/** @type {any} */
let unwritten

function writeLong (out, array, length) {
  const block = alignedTo8(out.position + 5)
  const integers = writeChunks(out, array, length, block, 0, INT32_ELEMENTS)
  if (integers === length) return finish(out, INT32_ELEMENTS, length, block + length * 4)
  if (typeof unwritten !== 'number') {
    return writeMixed(out, array, length, out.int32.slice(block / 4, block / 4 + integers))
  }
  makeRoom(out, block + integers * 8 + 8, block + integers * 4)
  widen(out, block, integers)
  out.float64[block / 8 + integers] = unwritten
  const doubles = writeChunks(out, array, length, block, integers + 1, DOUBLE_ELEMENTS)
  if (doubles === length) return finish(out, DOUBLE_ELEMENTS, length, block + length * 8)
  return writeMixed(out, array, length, out.float64.slice(block / 8, block / 8 + doubles))
}

function makeRoom (out, needed, kept) {
  if (needed > out.capacity) out.grow(needed, kept)
}

// Room is made as elements come, because the length of a sparse array says nothing about their number.
function writeChunks (out, array, length, block, from, tag) {
  const size = tag === INT32_ELEMENTS ? 4 : 8
  const write = tag === INT32_ELEMENTS ? writeIntegers : writeDoubles
  for (let index = from; index < length; index += CHUNK) {
    const end = Math.min(length, index + CHUNK)
    makeRoom(out, block + end * size, block + index * size)
    const done = write(tag === INT32_ELEMENTS ? out.int32 : out.float64, array, index, end, block / size)
    if (done < end) return done
  }
  return length
}

function finish (out, tag, length, end) {
  out.writeTagAndCount(tag, length)
  out.position = end
  return true
}

// There is one loop for each kind of element, so that the engine keeps each loop specialized to its kind of array.
function writeIntegers (int32, array, from, end, at) {
  for (let index = from; index < end; index++) {
    const element = array[index]
    if (typeof element !== 'number' || (element | 0) !== element || (element === 0 && 1 / element < 0)) {
      unwritten = element
      return index
    }
    int32[at + index] = element
  }
  return end
}

function writeDoubles (float64, array, from, end, at) {
  for (let index = from; index < end; index++) {
    const element = array[index]
    if (typeof element !== 'number') {
      unwritten = element
      return index
    }
    float64[at + index] = element
  }
  return end
}

// The doubles begin at the same place as the integers. Going from the last to the first, it overwrites no
// integer before it has read that integer.
function widen ({ int32, float64 }, block, count) {
  for (let index = count - 1; index >= 0; index--) float64[block / 8 + index] = int32[block / 4 + index]
}

function writeMixed (out, array, length, numbers) {
  const element = unwritten
  unwritten = undefined
  const done = numbers.length
  const list = done === 0 ? takeList(array, length, element) : null
  if (list !== null) return writeTaken(out, array, length, list)
  out.writeTagAndCount(ARRAY, length)
  for (let index = 0; index < done; index++) out.writeNumber(numbers[index])
  return writeElement(out, array, done, element) && writeRest(out, array, length, done + 1)
}

function writeTaken (out, array, length, list) {
  if (list.length === length && typeof list[length - 1] === typeof list[0]) {
    writeList(out, list)
    return true
  }
  out.writeTagAndCount(ARRAY, length)
  for (let index = 0; index < list.length; index++) {
    if (!writeElement(out, array, index, list[index])) return false
  }
  return writeRest(out, array, length, list.length)
}

module.exports = { writeArray }
