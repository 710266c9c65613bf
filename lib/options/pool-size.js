// Works out how many threads a pool may have, from its options or from the argument of `resize`.
'use strict'

const { MOST_THREADS } = require('../binding.js')
const { optionError } = require('../errors.js')
const { readOptions, threads, wholeNumber } = require('./options.js')

const minThreads = wholeNumber(0, MOST_THREADS)

/** `threads` sets both of the others. */
const SIZE_RULES = { threads, minThreads, maxThreads: threads }

/**
 * What limits the threads and the queue of a pool. `resize` can change the first two, and `maxQueue` if it follows
 * `maxThreads`, but not the others.
 *
 * @typedef {{
 *   minThreads: number, maxThreads: number, maxQueue: number, isAutoQueue: boolean, concurrency: number,
 *   idleTimeout: number
 * }} Limits
 */

/**
 * Makes both limits out of those that are given. A limit that is not given gets its usual value, or the nearest value
 * that the other limit allows.
 *
 * @param {{ threads?: number, minThreads?: number, maxThreads?: number }} given
 * @param {{ minThreads: number, maxThreads: number }} usual
 */
function fitSize (given, usual) {
  if (given.threads !== undefined) {
    for (const name of ['minThreads', 'maxThreads']) {
      if (given[name] !== undefined) {
        throw optionError(TypeError, name, 'absent beside `threads`, which sets both limits', given[name])
      }
    }
    return { minThreads: given.threads, maxThreads: given.threads }
  }
  const maxThreads = given.maxThreads ?? Math.max(usual.maxThreads, given.minThreads ?? 0)
  const minThreads = given.minThreads ?? Math.min(usual.minThreads, maxThreads)
  if (minThreads > maxThreads) {
    throw optionError(RangeError, 'minThreads', `at most \`maxThreads\`, which is ${maxThreads}`, minThreads)
  }
  return { minThreads, maxThreads }
}

/**
 * Reads the argument of `resize`.
 *
 * @param {unknown} size a number of threads, or `{ minThreads, maxThreads }`
 * @param {{ minThreads: number, maxThreads: number }} current
 */
function readSize (size, current) {
  const isNumber = size === undefined || size === null || typeof size !== 'object'
  const given = readOptions(isNumber ? { threads: threads('threads', size) } : size, SIZE_RULES, 'the size of a pool')
  return fitSize(given, current)
}

module.exports = { SIZE_RULES, fitSize, readSize }
