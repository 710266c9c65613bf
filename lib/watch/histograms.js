// Tells how long a pool's jobs have waited and run, as plain objects.
'use strict'

const binding = require('../binding.js')

const PERCENTILES = [0.001, 0.01, 0.1, 1, 2.5, 10, 25, 50, 75, 90, 97.5, 99, 99.9, 99.99, 99.999]
const NAMES = [
  'count',
  'min',
  'max',
  'mean',
  'stddev',
  ...PERCENTILES.map((percent) => `p${String(percent).replace('.', '_')}`)
]

/**
 * All times are milliseconds.
 *
 * @param {number} pool the native handle
 * @returns {{ busy: number, wait: Record<string, number>, run: Record<string, number> }}
 */
function readTimes (pool) {
  const [busy, ...numbers] = binding.poolTimes(pool, PERCENTILES)
  return { busy, wait: toHistogram(numbers), run: toHistogram(numbers.slice(NAMES.length)) }
}

function toHistogram (numbers) {
  return Object.fromEntries(NAMES.map((name, index) => [name, numbers[index]]))
}

module.exports = { readTimes }
