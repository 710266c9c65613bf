// Tests native:sum, which is exact for integers and BigInts, and as exact as pairwise addition for floats.
'use strict'

const fc = require('fast-check')
const { openPool } = require('../helpers/pools.js')
const { kinds, anyArray, edgeArrays, toShared } = require('../helpers/typed-arrays.js')

const numRuns = process.env.OXPOOL_STRESS ? 2000 : 100
const isFloat = (array) => /^Float/.test(array.constructor.name)
const isBig = (array) => /^Big/.test(array.constructor.name)

/** Whether a sum is right. Floats may be added in any order, so their sum may have the error that this makes. */
function isSum (array, sum) {
  if (isBig(array)) return sum === array.reduce((total, number) => total + number, 0n)
  const expected = array.reduce((total, number) => total + number, 0)
  if (!isFloat(array)) return sum === expected
  if (!Number.isFinite(expected) || !Number.isFinite(sum)) return true
  const size = array.reduce((total, number) => total + Math.abs(number), 0)
  return Math.abs(sum - expected) <= size * array.length * Number.EPSILON
}

test.each(kinds)('%s: the sum of the numbers is right, on either memory', async (_, Kind) => {
  const pool = openPool('native:sum', 2)
  await fc.assert(fc.asyncProperty(anyArray(Kind), async (array) => {
    const before = array.slice()
    const [sum, shared] = await Promise.all([pool.run(array), pool.run(toShared(array))])
    return isSum(array, sum) && isSum(array, shared) && array.every((number, index) => Object.is(number, before[index]))
  }), { numRuns })
})

describe.each(kinds)('%s', (_, Kind) => {
  test.each(edgeArrays(Kind))('the sum of %s is right', async (_, array) => {
    const pool = openPool('native:sum', 3)
    for (const data of [array, toShared(array)]) expect(isSum(array, await pool.run(data))).toBe(true)
  })

  test('the sum of an empty array is zero', async () => {
    const empty = new Kind(0)
    expect(await openPool('native:sum', 1).run(empty)).toBe(isBig(empty) ? 0n : 0)
  })
})

test.each([
  ['Infinity', [1, Infinity], Infinity],
  ['-Infinity', [1, -Infinity], -Infinity],
  ['NaN', [1, NaN, Infinity], NaN],
  ['both infinities', [Infinity, -Infinity], NaN]
])('a float sum with %s is the same as with the + operator', async (_, numbers, sum) => {
  const pool = openPool('native:sum', 1)
  expect(await pool.run(Float64Array.from(numbers))).toBe(sum)
  expect(await pool.run(Float32Array.from(numbers))).toBe(sum)
})

test('a sum of a million tenths is more exact than adding them one after the other', async () => {
  const tenths = new Float64Array(1e6).fill(0.1)
  const sum = await openPool('native:sum', 2).run(tenths)
  const plain = tenths.reduce((total, number) => total + number, 0)
  expect(Math.abs(sum - 1e5)).toBeLessThan(Math.abs(plain - 1e5) / 100)
})

test('BigInt sums do not overflow', async () => {
  const pool = openPool('native:sum', 2)
  expect(await pool.run(new BigUint64Array(1000).fill(2n ** 64n - 1n))).toBe(1000n * (2n ** 64n - 1n))
  expect(await pool.run(new BigInt64Array(1000).fill(-(2n ** 63n)))).toBe(-1000n * 2n ** 63n)
})
