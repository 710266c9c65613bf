// Tests native:histogram, which counts elements by bin.
'use strict'

const fc = require('fast-check')
const { failureOf } = require('../helpers/failure.js')
const { openPool } = require('../helpers/pools.js')
const { kinds, anyArray, edgeArrays, toShared, hasSameNumbers } = require('../helpers/typed-arrays.js')

const numRuns = process.env.OXPOOL_STRESS ? 1000 : 100

/** Bin `i` begins at `min + (max - min) * (i / bins)` and ends before the next bin begins; `max` is in the last bin. */
function naive ({ data, bins, min, max }) {
  const counts = new Float64Array(bins)
  for (const element of data) {
    const number = Number(element)
    if (!(number >= min && number <= max)) continue
    let bin = bins - 1
    while (min + (max - min) * (bin / bins) > number) bin -= 1
    counts[bin] += 1
  }
  return counts
}

const anyBins = fc.record({
  bins: fc.integer({ min: 1, max: 70 }),
  range: fc.tuple(fc.integer({ min: -300, max: 300 }), fc.double({ min: 0.001, max: 1000, noNaN: true }))
}).map(({ bins, range: [min, width] }) => ({ bins, min, max: min + width }))

describe.each(kinds)('%s', (_, Kind) => {
  test('the counts are those of the definition, on either memory', async () => {
    const pool = openPool('native:histogram', 2)
    await fc.assert(fc.asyncProperty(anyArray(Kind), anyBins, async (data, bins) => {
      const results = await Promise.all([data, toShared(data)].map((data) => pool.run({ data, ...bins })))
      return results.every((counts) => hasSameNumbers(counts, naive({ data, ...bins })))
    }), { numRuns })
  })

  test.each(edgeArrays(Kind))('the counts of %s are right', async (_, data) => {
    const pool = openPool('native:histogram', 3)
    const bins = { bins: 10, min: -3, max: 125.5 }
    expect(hasSameNumbers(await pool.run({ data: toShared(data), ...bins }), naive({ data, ...bins }))).toBe(true)
  })
})

test('a number on an edge is in the bin that begins there, max is in the last bin, and NaN is in none', async () => {
  const data = Float64Array.of(
    0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, NaN, -Infinity, Infinity, -1e-300, 1.0000001, -0
  )
  const counts = await openPool('native:histogram', 1).run({ data, bins: 10, min: 0, max: 1 })
  expect([...counts]).toEqual([2, 1, 1, 1, 1, 1, 1, 1, 1, 2])
})

test('there may be many bins for few numbers', async () => {
  const data = { data: Float32Array.of(0.5), bins: 2 ** 22, min: 0, max: 1 }
  const counts = await openPool('native:histogram', 2).run(data)
  expect([counts.length, counts[2 ** 21], counts.reduce((a, b) => a + b)]).toEqual([2 ** 22, 1, 1])
})

test.each([
  ['bins', { bins: 0 }], ['bins', { bins: 2 ** 22 + 1 }], ['bins', { bins: 1.5 }], ['max', { max: 0 }],
  ['max', { max: -1 }], ['max', { min: -1.7e308, max: 1.7e308 }], ['min', { min: -Infinity }], ['max', { max: NaN }]
])('`%s` out of its range is a RangeError: %j', async (name, change) => {
  const data = { data: Int8Array.of(1), bins: 2, min: 0, max: 1, ...change }
  const error = await failureOf(openPool('native:histogram', 1).run(data))
  expect(error.name).toBe('RangeError')
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining(`\`${name}\``) })
})
