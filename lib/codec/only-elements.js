// Tells exactly whether an array has nothing but its elements, without looking at each element of a long array.
'use strict'

const { inspect } = require('node:util')

const { getOwnPropertyNames, getPrototypeOf, keys } = Object

// Above this length, it costs less to ask Node's inspector what is beside the elements than to make every key.
const MANY = 256

// All options are given, so that a changed `inspect.defaultOptions` has no effect.
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

// Another release of Node may use other words. Then every key is made, which is slow but right.
const isWordingKnown = inspect([1, 2], BESIDE_ELEMENTS) === nothingBeside(2)

/**
 * Integer keys come first and in order. So if there are as many keys as elements and the last key is the
 * last index, all keys are indices.
 * @param {unknown[]} array
 */
function hasAllKeys (array) {
  const names = keys(array)
  const { length } = array
  return names.length === length && (length === 0 || names[length - 1] === String(length - 1))
}

// Indices come before other names, so this name stays the first one unless somebody adds an index.
const firstName = getOwnPropertyNames(Object.prototype)[0]

// An inherited index would show through a hole. An index that is defined on Array.prototype raises its length.
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
 * True when the array has no named property and, if it is short, no hole. The caller finds the holes of a
 * long array: they read as `undefined`, but the array has no such element.
 * @param {unknown[]} array
 */
function onlyElements (array) {
  return array.length > MANY && isWordingKnown ? hasNothingBeside(array) : hasAllKeys(array)
}

module.exports = { onlyElements }
