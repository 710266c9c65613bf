// Checks an options object: its own keys must be known ones, and each key has a rule for its value.
//
// The room `lib/options/` checks what callers pass and fills in defaults. It touches only the options that
// it reads, and it knows no pool, job or thread.
'use strict'

const { MOST_THREADS } = require('../binding.js')
const { codedError, optionError, describe, quote } = require('../errors.js')

/**
 * Reads `options` by a table of rules, and returns an object with the options that were given. Unknown keys are
 * refused. Inherited keys are neither read nor refused: a polluted prototype must not set an option, nor break a call.
 *
 * @param {unknown} options
 * @param {Record<string, (name: string, value: any) => unknown>} rules
 * @param {string} what how an error message names the options
 * @param {any} [read] the object to fill and return. No option may be found on its prototype: it has no prototype, or
 *   it has each option as a property of its own from the start
 * @param {(value: any) => string} [tell] how an error message shows a value
 */
function readOptions (options, rules, what, read = Object.create(null), tell = describe) {
  if (options === undefined) return read
  if (options === null || typeof options !== 'object' || Array.isArray(options) || ArrayBuffer.isView(options)) {
    throw optionError(TypeError, what, 'an object', options, tell)
  }
  for (const name in options) {
    if (!Object.hasOwn(options, name)) continue
    if (!Object.hasOwn(rules, name)) {
      const known = Object.keys(rules).join(', ')
      const message = `\`${name}\` is not a known key of ${what}; its value is ${tell(options[name])}`
      throw codedError(TypeError, 'ERR_OXPOOL_OPTION', `${message}. The known keys are ${known}`)
    }
    const value = options[name]
    if (value !== undefined) read[name] = rules[name](name, value)
  }
  return read
}

function string (name, value) {
  if (typeof value !== 'string' || value === '') throw optionError(TypeError, name, 'a non-empty string', value)
  return value
}

/** A whole number in a range, both ends included. */
function wholeNumber (least, most) {
  const expected = most === Infinity ? `a whole number >= ${least}` : `a whole number from ${least} to ${most}`
  return (name, value) => {
    if (typeof value !== 'number') throw optionError(TypeError, name, expected, value)
    if (!Number.isInteger(value) || value < least || value > most) throw optionError(RangeError, name, expected, value)
    return value
  }
}

const threads = wholeNumber(1, MOST_THREADS)
const atLeastOne = wholeNumber(1, Infinity)

/** A whole number, one of the words, or `Infinity`. */
function wholeNumberOrInfinity (least, ...words) {
  const choices = [`a whole number >= ${least}`, ...words.map(quote), '`Infinity`']
  const expected = choices.join(', ').replace(/, (?=[^,]*$)/, ' or ')
  return (name, value) => {
    if (words.includes(value)) return value
    if (typeof value !== 'number') throw optionError(TypeError, name, expected, value)
    if (value !== Infinity && (!Number.isInteger(value) || value < least)) {
      throw optionError(RangeError, name, expected, value)
    }
    return value
  }
}

function milliseconds (name, value) {
  if (typeof value !== 'number') throw optionError(TypeError, name, 'a number of milliseconds >= 0', value)
  if (!(value >= 0)) throw optionError(RangeError, name, 'a number of milliseconds >= 0', value)
  // No timer can be longer, and nobody lives to see the difference.
  return value > Number.MAX_SAFE_INTEGER ? Infinity : value
}

function finite (name, value) {
  if (typeof value !== 'number') throw optionError(TypeError, name, 'a finite number', value)
  if (!Number.isFinite(value)) throw optionError(RangeError, name, 'a finite number', value)
  return value
}

function oneOf (...choices) {
  return (name, value) => {
    if (!choices.includes(value)) throw optionError(TypeError, name, `one of ${choices.map(quote).join(', ')}`, value)
    return value
  }
}

function boolean (name, value) {
  if (typeof value !== 'boolean') throw optionError(TypeError, name, 'a boolean', value)
  return value
}

function abortSignal (name, value) {
  if (
    typeof value?.addEventListener !== 'function' ||
    typeof value.removeEventListener !== 'function' ||
    typeof value.aborted !== 'boolean'
  ) {
    throw optionError(TypeError, name, 'an AbortSignal', value)
  }
  return value
}

function array (name, value) {
  if (!Array.isArray(value)) throw optionError(TypeError, name, 'an array', value)
  return value
}

function callback (name, value) {
  if (typeof value !== 'function') throw optionError(TypeError, name, 'a function', value)
  return value
}

function anything (name, value) {
  return value
}

module.exports = {
  readOptions,
  string,
  wholeNumber,
  wholeNumberOrInfinity,
  finite,
  threads,
  milliseconds,
  oneOf,
  boolean,
  abortSignal,
  array,
  callback,
  atLeastOne,
  anything
}
