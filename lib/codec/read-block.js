// Makes arrays from blocks of numbers.
'use strict'

/**
 * @param {Int32Array} block
 * @param {number} from
 * @param {number} length
 */
function readIntegers (block, from, length) {
  const array = new Array(length)
  for (let index = 0; index < length; index++) array[index] = block[from + index]
  return array
}

/**
 * @param {Float64Array} block
 * @param {number} from
 * @param {number} length
 */
function readDoubles (block, from, length) {
  // The array begins with a double, so V8 never stores small integers in it that it would have to convert later.
  const array = [0.5]
  array.length = length
  for (let index = 0; index < length; index++) array[index] = block[from + index]
  return array
}

module.exports = { readIntegers, readDoubles }
