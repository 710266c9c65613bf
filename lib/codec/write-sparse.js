// Writes arrays that have holes, or properties beside their elements: key by key, as structuredClone copies them.
'use strict'

const { SPARSE_ARRAY } = require('./tags.js')
const { writeString } = require('./write-string.js')

const { hasOwn, keys } = Object
const NO_INDEX = 2 ** 32 - 1

/**
 * @param {import('./fast-writer').FastWriter} out
 * @param {any[]} array
 * @returns {boolean} false when a getter has removed an element, or when an element can't be written
 */
function writeSparse (out, array) {
  const names = keys(array)
  out.hasSparse = true
  out.writeTagAndCount(SPARSE_ARRAY, array.length)
  out.reserve(4)
  out.view.setUint32(out.position, names.length, true)
  out.position += 4
  for (const name of names) {
    const value = array[/** @type {any} */ (name)]
    if (value === undefined && !hasOwn(array, name)) return false
    const index = Number(name) >>> 0
    if (String(index) === name && index !== NO_INDEX) out.writeNumber(index)
    else writeString(out, name)
    if (!out.writeValue(value)) return false
  }
  return true
}

module.exports = { writeSparse }
