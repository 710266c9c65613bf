// Tests native:stats, which gives the count, minimum, maximum, mean and variance of numbers.
'use strict'

const fc = require('fast-check')
const { openPool } = require('../helpers/pools.js')
const { kinds, floatKinds, anyArray, edgeArrays, tameArray, toShared } = require('../helpers/typed-arrays.js')

const numRuns = process.env.OXPOOL_STRESS ? 1000 : 100

/** Computes the statistics as the definitions say. */
function naive (array) {
  const numbers = Float64Array.from(array, Number)
  const count = numbers.length
  const sum = array.reduce((sum, element) => sum + element, typeof array[0] === 'bigint' ? 0n : 0)
  const mean = count === 0 ? NaN : Number(sum) / count
  const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / count
  const sorted = numbers.toSorted()
  const hasNaN = count === 0 || Number.isNaN(sorted.at(-1))
  return { count, min: hasNaN ? NaN : sorted[0], max: hasNaN ? NaN : sorted.at(-1), mean, variance }
}

function isNear (actual, expected, scale) {
  return Object.is(actual, expected) || Math.abs(actual - expected) <= 1e-9 * scale
}

function isRight (stats, array) {
  const expected = naive(array)
  const size = Math.max(Math.abs(expected.min), Math.abs(expected.max))
  const isExact = ['count', 'min', 'max'].every((name) => Object.is(stats[name], expected[name]))
  return isExact && isNear(stats.mean, expected.mean, size) && isNear(stats.variance, expected.variance, size ** 2)
}

const isWhole = ([name]) => !name.startsWith('Float')

test.each(kinds.filter(isWhole))('%s: the statistics of whole numbers are right, on either memory', async (_, Kind) => {
  const pool = openPool('native:stats', 2)
  await fc.assert(fc.asyncProperty(anyArray(Kind), async (array) => {
    const results = await Promise.all([array, toShared(array)].map((data) => pool.run(data)))
    return results.every((stats) => isRight(stats, array))
  }), { numRuns })
})

test.each(floatKinds)('%s: the statistics of floats that do not overflow are right', async (_, Kind) => {
  const pool = openPool('native:stats', 2)
  await fc.assert(fc.asyncProperty(fc.nat(300).chain((length) => tameArray(Kind, length)), async (array) => {
    const results = await Promise.all([array, toShared(array)].map((data) => pool.run(data)))
    return results.every((stats) => isRight(stats, array))
  }), { numRuns })
})

test.each(floatKinds)('%s: count, min and max are exact; a NaN makes all but the count NaN', async (_, Kind) => {
  const pool = openPool('native:stats', 2)
  await fc.assert(fc.asyncProperty(anyArray(Kind), async (array) => {
    const { count, min, max, mean, variance } = await pool.run(array)
    const expected = naive(array)
    const isSpoilt = Number.isNaN(expected.min)
    return count === expected.count && Object.is(min, expected.min) && Object.is(max, expected.max) &&
      (!isSpoilt || (Number.isNaN(mean) && Number.isNaN(variance)))
  }), { numRuns })
})

describe.each(kinds)('%s', (_, Kind) => {
  test.each(edgeArrays(Kind))('the statistics of %s are right', async (_, array) => {
    const pool = openPool('native:stats', 3)
    for (const data of [array, toShared(array)]) expect(isRight(await pool.run(data), array)).toBe(true)
  })
})

test('-0 is less than 0', async () => {
  const { min, max } = await openPool('native:stats', 1).run(Float64Array.of(0, -0, 0))
  expect([min, max]).toEqual([-0, 0])
})

test('with an infinity the variance is NaN', async () => {
  const stats = await openPool('native:stats', 1).run(Float64Array.of(1, Infinity))
  expect(stats).toEqual({ count: 2, min: 1, max: Infinity, mean: Infinity, variance: NaN })
})

test('a small variance is right even with a large mean', async () => {
  const far = Float64Array.from({ length: 1e6 }, (_, index) => 1e9 + index % 2)
  expect((await openPool('native:stats', 2).run(far)).variance).toBeCloseTo(0.25, 12)
})
