// Tests that native:argsort gives the indices of elements in the order of native:sort, and that it is stable.
'use strict'

const fc = require('fast-check')
const { openPool } = require('../helpers/pools.js')
const { kinds, anyArray, edgeArrays, toShared } = require('../helpers/typed-arrays.js')

const numRuns = process.env.OXPOOL_STRESS ? 1000 : 50

function compare (a, b) {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return a === 0 ? Number(Object.is(b, -0)) - Number(Object.is(a, -0)) : 0
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
}

function argsort (array, isDescending = false) {
  const order = isDescending ? -1 : 1
  return Uint32Array.from(array.keys()).sort((a, b) => order * compare(array[a], array[b]) || a - b)
}

const isSame = (a, b) => a.constructor.name === 'Uint32Array' &&
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer))

describe.each(kinds)('%s', (_, Kind) => {
  test('the order is that of a stable sort, on either memory and in either direction', async () => {
    const pool = openPool('native:argsort', 2)
    await fc.assert(fc.asyncProperty(anyArray(Kind), fc.boolean(), async (array, descending) => {
      const before = array.slice()
      const shared = toShared(array)
      const inputs = [{ data: array, descending }, { data: shared, descending }, ...descending ? [] : [array]]
      const orders = await Promise.all(inputs.map((data) => pool.run(data)))
      const expected = argsort(array, descending)
      const isUnchanged = [array, shared].every((array) => array.every((element, at) => Object.is(element, before[at])))
      return isUnchanged && orders.every((order) => isSame(order, expected))
    }), { numRuns })
  })

  test.each(edgeArrays(Kind))('the order of %s is right', async (_, array) => {
    const pool = openPool('native:argsort', 3)
    expect(isSame(await pool.run(array), argsort(array))).toBe(true)
    expect(isSame(await pool.run({ data: toShared(array), descending: true }), argsort(array, true))).toBe(true)
  })
})
