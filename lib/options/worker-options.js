// Checks the options that a pool hands to `new Worker()`. Node would check few of them, and only when a Worker starts,
// which may be long after the pool was made.
'use strict'

const { SHARE_ENV } = require('node:worker_threads')
const { optionError } = require('../errors.js')
const { readOptions, array, boolean, anything } = require('./options.js')

/** As Node: the values become strings, and `null` is as good as nothing. */
function env (name, value) {
  const isObject = typeof value === 'object'
  if (!isObject && value !== SHARE_ENV) throw optionError(TypeError, name, 'an object or `SHARE_ENV`', value)
  if (!isObject || value === null) return value
  for (const [key, text] of Object.entries(value)) {
    if (typeof text === 'symbol') throw optionError(TypeError, `${name}.${key}`, 'a string', text)
  }
  return value
}

function strings (name, value) {
  const wrong = array(name, value).find((text) => typeof text !== 'string')
  if (wrong !== undefined || value.includes(undefined)) throw optionError(TypeError, name, 'an array of strings', value)
  return value
}

function megabytes (name, value) {
  const option = `resourceLimits.${name}`
  if (typeof value !== 'number') throw optionError(TypeError, option, 'a number of megabytes > 0', value)
  if (!(value > 0 && value < Infinity)) throw optionError(RangeError, option, 'a number of megabytes > 0', value)
  return value
}

const LIMITS = {
  maxOldGenerationSizeMb: megabytes,
  maxYoungGenerationSizeMb: megabytes,
  codeRangeSizeMb: megabytes,
  stackSizeMb: megabytes
}

/** A copy that inherits nothing, since Node reads what an object inherits. */
function resourceLimits (name, value) {
  return readOptions(value, LIMITS, name)
}

const WORKER_RULES = {
  env,
  argv: array,
  execArgv: strings,
  workerData: anything,
  resourceLimits,
  trackUnmanagedFds: boolean,
  stdout: boolean,
  stderr: boolean
}

module.exports = { WORKER_RULES }
