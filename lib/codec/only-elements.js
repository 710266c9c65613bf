// Answers whether an array is nothing but its elements, exactly and without looking at each when there are many.
'use strict'

const { inspect } = require('node:util')

const { getOwnPropertyNames, getPrototypeOf, keys } = Object

// Above this, asking Node's inspector for what is beside the elements costs less than making every key.
const MANY = 256

// Spelt out, so that nobody's `inspect.defaultOptions` reaches in.
const BESIDE_ELEMENTS = {
  maxArrayLength: 0,
  depth: 0,
  customInspect: false,
  showHidden: false,
  showProxy: false,
  colors: false,
  compact: true,
  breakLength: Infinity,
  maxStringLength: 0,
  sorted: false,
  getters: false,
  numericSeparator: false
}

const nothingBeside = (length) => `[ ... ${length} more items ]`

// Another release may word it otherwise; then every key is made, which is slow and right.
const isWordingKnown = inspect([1, 2], BESIDE_ELEMENTS) === nothingBeside(2)

/**
 * Integer keys come first and in order: when as many keys as elements end with the last index, all of them are indices.
 * @param {unknown[]} array
 */
function hasAllKeys (array) {
  const names = keys(array)
  const { length } = array
  return names.length === length && (length === 0 || names[length - 1] === String(length - 1))
}

// Indices come before other names, so this stays the first unless somebody adds an index.
const firstName = getOwnPropertyNames(Object.prototype)[0]

// An inherited index would shine through a hole. Defining one on Array.prototype raises its length.
const isNoIndexInherited = () =>
  Array.prototype.length === 0 && getOwnPropertyNames(Object.prototype)[0] === firstName

function hasNothingBeside (array) {
  if (getPrototypeOf(array) !== Array.prototype || !isNoIndexInherited()) return false
  try {
    return inspect(array, BESIDE_ELEMENTS) === nothingBeside(array.length)
  } catch {
    return false
  }
}

/**
 * True when the array has no named property and, if short, no hole; the holes of a long one show up as `undefined`
 * elements that aren't there.
 * @param {unknown[]} array
 */
function onlyElements (array) {
  return array.length > MANY && isWordingKnown ? hasNothingBeside(array) : hasAllKeys(array)
}

module.exports = { onlyElements }
