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

function threads (name, value) {
  if (typeof value !== 'number') throw optionError(TypeError, name, 'a whole number from 1 to 1024', value)
  if (!Number.isInteger(value) || value < 1 || value > 1024) throw optionError(RangeError, name, 'a whole number from 1 to 1024', value)
  return value
}

function milliseconds (name, value) {
  if (typeof value !== 'number') throw optionError(TypeError, name, 'a number of milliseconds >= 0', value)
  if (!(value >= 0)) throw optionError(RangeError, name, 'a number of milliseconds >= 0', value)
  return value
}

function count (name, value) {
  if (typeof value !== 'number') throw optionError(TypeError, name, 'a whole number >= 1', value)
  if (!Number.isSafeInteger(value) || value < 1) throw optionError(RangeError, name, 'a whole number >= 1', value)
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

function anything (name, value) {
  return value
}

module.exports = { readOptions, string, threads, milliseconds, count, oneOf, boolean, abortSignal, array, anything }
