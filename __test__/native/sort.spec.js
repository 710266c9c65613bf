// Tests that native:sort gives the same order as TypedArray.prototype.sort.
'use strict'

const fc = require('fast-check')
const { openPool } = require('../helpers/pools.js')
const {
  kinds, anyArray, edgeArrays, toShared, isEdgeClean, sharedNumbers, hasSameNumbers
} = require('../helpers/typed-arrays.js')

const numRuns = process.env.OXPOOL_STRESS ? 2000 : 100

describe.each(kinds)('%s', (_, Kind) => {
  test('an ordinary array is unchanged, and the result is a new sorted array', async () => {
    const pool = openPool('native:sort', 2)
    await fc.assert(fc.asyncProperty(anyArray(Kind), async (array) => {
      const before = array.slice()
      const sorted = await pool.run(array)
      return sorted !== array && hasSameNumbers(sorted, before.toSorted()) && hasSameNumbers(array, before)
    }), { numRuns })
  })

  test('an array on shared memory is sorted in place and is the result', async () => {
    const pool = openPool('native:sort', 2)
    await fc.assert(fc.asyncProperty(anyArray(Kind), async (array) => {
      const shared = toShared(array)
      const result = await pool.run(shared)
      return result === shared && hasSameNumbers(shared.slice(), array.toSorted()) && isEdgeClean(shared)
    }), { numRuns })
  })

  test('descending gives the reverse order', async () => {
    const pool = openPool('native:sort', 2)
    await fc.assert(fc.asyncProperty(anyArray(Kind), async (array) => {
      const expected = array.toSorted().reverse()
      const [sorted, shared] = await Promise.all([array, toShared(array)].map((data) =>
        pool.run({ data, descending: true })))
      return hasSameNumbers(sorted, expected) && hasSameNumbers(shared.slice(), expected)
    }), { numRuns })
  })

  test.each(edgeArrays(Kind))('sorts %s, on either memory and in either direction', async (_, array) => {
    const pool = openPool('native:sort', 3)
    const ascending = array.toSorted()
    const shared = toShared(array)
    expect(hasSameNumbers(await pool.run(array), ascending)).toBe(true)
    expect(await pool.run(shared)).toBe(shared)
    expect(hasSameNumbers(shared.slice(), ascending)).toBe(true)
    expect(hasSameNumbers(await pool.run({ data: array, descending: true }), ascending.reverse())).toBe(true)
    expect(isEdgeClean(shared)).toBe(true)
  })
})

test('-0 comes before 0, and NaN comes last', async () => {
  const sorted = await openPool('native:sort', 1).run(Float64Array.of(NaN, 0, Infinity, -0, 1, -Infinity, 0, -0, NaN))
  expect([...sorted]).toEqual([-Infinity, -0, -0, 0, 0, 1, Infinity, NaN, NaN])
})

test('{ data } and { data, descending: false } sort in ascending order', async () => {
  const pool = openPool('native:sort', 1)
  const data = Int8Array.of(2, 3, 1)
  expect(await pool.run({ data })).toEqual(Int8Array.of(1, 2, 3))
  expect(await pool.run({ data, descending: false })).toEqual(Int8Array.of(1, 2, 3))
})

test('only the part that a view shows is sorted', async () => {
  const whole = Int16Array.of(9, 8, 7, 6, 5)
  expect(await openPool('native:sort', 1).run(whole.subarray(1, 4))).toEqual(Int16Array.of(6, 7, 8))
  expect(whole).toEqual(Int16Array.of(9, 8, 7, 6, 5))
})

test('many sorts on one shared buffer at the same time each sort their own part', async () => {
  const pool = openPool('native:sort', 2)
  const buffer = new SharedArrayBuffer(4 * 64 * 1000)
  const parts = Array.from({ length: 64 }, (_, index) => new Int32Array(buffer, index * 4000, 1000))
  for (const [index, part] of parts.entries()) part.set(part.map((_, at) => (at * 7919 + index) % 1000))
  const expected = parts.map((part) => part.slice().sort())
  await Promise.all(parts.map((part) => pool.run(part)))
  expect(parts.every((part, index) => hasSameNumbers(part.slice(), expected[index]))).toBe(true)
})

test('eight threads sort three million shared numbers', async () => {
  const shared = sharedNumbers(3e6)
  const expected = Float64Array.from(shared).sort()
  await openPool('native:sort', 8).run(shared)
  expect(hasSameNumbers(shared, expected)).toBe(true)
})
