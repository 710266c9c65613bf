// Checks an options object: own, known keys only, each with its own rule.
'use strict'

const { codedError, optionError, describe, quote } = require('./errors.js')

/**
 * Reads `options` by a table of rules and returns an object without a prototype that holds what was given.
 * Unknown and inherited keys are refused: a polluted prototype must not set an option.
 *
 * @param {unknown} options
 * @param {Record<string, (name: string, value: any) => unknown>} rules
 * @param {string} what names the options in a message
 */
function readOptions (options, rules, what) {
  const read = Object.create(null)
  if (options === undefined) return read
  if (options === null || typeof options !== 'object') {
    throw optionError(TypeError, what, 'an object', options)
  }
  for (const name in options) {
    if (!Object.hasOwn(options, name)) {
      throw codedError(TypeError, 'ERR_OXPOOL_OPTION', `\`${name}\` is inherited by ${what}; only its own properties are read`)
    }
    if (!Object.hasOwn(rules, name)) {
      throw codedError(TypeError, 'ERR_OXPOOL_OPTION', `\`${name}\` is not one of ${what}: ${Object.keys(rules).join(', ')}; its value is ${describe(options[name])}`)
    }
    if (options[name] !== undefined) read[name] = rules[name](name, options[name])
  }
  return read
}

function string (name, value) {
  if (typeof value !== 'string' || value === '') throw optionError(TypeError, name, 'a non-empty string', value)
  return value
}

function milliseconds (name, value) {
  if (typeof value !== 'number') throw optionError(TypeError, name, 'a number of milliseconds >= 0', value)
  if (!(value >= 0)) throw optionError(RangeError, name, 'a number of milliseconds >= 0', value)
  return value
}

/** A whole number in a range, both ends included. */
function wholeNumber (least, most) {
  const expected = `a whole number from ${least} to ${most}`
  return (name, value) => {
    if (typeof value !== 'number') throw optionError(TypeError, name, expected, value)
    if (!Number.isInteger(value) || value < least || value > most) throw optionError(RangeError, name, expected, value)
    return value
  }
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
  if (typeof value?.addEventListener !== 'function' || typeof value.aborted !== 'boolean') {
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

const threads = wholeNumber(1, 1024)
const atLeastOne = wholeNumber(1, Number.MAX_SAFE_INTEGER)

module.exports = { readOptions, string, wholeNumber, finite, threads, milliseconds, oneOf, boolean, abortSignal, array, callback, atLeastOne, anything }
