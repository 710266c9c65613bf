// Tests native:topk, which finds the vectors that are most similar to a query.
'use strict'

const fc = require('fast-check')
const { failureOf } = require('../helpers/failure.js')
const { openPool } = require('../helpers/pools.js')
const { floatKinds, toShared } = require('../helpers/typed-arrays.js')

const numRuns = process.env.OXPOOL_STRESS ? 1000 : 100
const metrics = ['cosine', 'dot', 'l2']

const dot = (a, b) => a.reduce((sum, element, at) => sum + element * b[at], 0)

const scoreBy = {
  cosine: (a, b) => dot(a, b) === 0 ? 0 : dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)),
  dot,
  l2: (a, b) => Math.sqrt(a.reduce((sum, element, at) => sum + (element - b[at]) ** 2, 0))
}

/** Computes every vector's score, and the places from the best to the worst, with equal scores in order of place. */
function naive ({ query, vectors, dims, metric }) {
  const wide = Float64Array.from(query)
  const scores = Array.from({ length: vectors.length / dims }, (_, at) =>
    scoreBy[metric](wide, Float64Array.from(vectors.subarray(at * dims, (at + 1) * dims))))
  const sign = metric === 'l2' ? 1 : -1
  return { scores, places: [...scores.keys()].sort((a, b) => sign * (scores[a] - scores[b]) || a - b) }
}

/** Makes vectors of small whole numbers, so that products and distances are exact and many scores are equal. */
function problem (Kind, dims, count, seed) {
  const some = (length, seed) => Kind.from({ length }, (_, index) => Math.round(3 * Math.sin(index * 7 + seed)))
  return { query: some(dims, seed), vectors: some(dims * count, seed + 1), dims }
}

function isRight (result, data) {
  const { scores, places } = naive(data)
  const { indices, scores: given } = result
  const length = Math.min(data.k, places.length)
  if (indices.constructor.name !== 'Uint32Array' || given.constructor.name !== 'Float64Array') return false
  if (indices.length !== length || given.length !== length || new Set(indices).size !== length) return false
  const isNear = (a, b) => Math.abs(a - b) <= 1e-12
  return indices.every((place, at) => isNear(given[at], scores[place]) && isNear(given[at], scores[places[at]]) &&
    (data.metric === 'cosine' || place === places[at]))
}

describe.each(floatKinds)('%s', (_, Kind) => {
  test.each(metrics)('%s: the best vectors are those of the definition, on either memory', async (metric) => {
    const pool = openPool('native:topk', 2)
    const given = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(100), fc.integer({ min: 1, max: 120 }), fc.nat(1000))
    await fc.assert(fc.asyncProperty(given, async ([dims, count, k, seed]) => {
      const data = { ...problem(Kind, dims, count, seed), k, metric }
      const shared = { ...data, query: toShared(data.query), vectors: toShared(data.vectors) }
      const results = await Promise.all([data, shared].map((data) => pool.run(data)))
      return results.every((result) => isRight(result, data))
    }), { numRuns })
  })

  test.each(metrics)('%s: the best are found among more vectors than a thread takes at a time', async (metric) => {
    const pool = openPool('native:topk', 3)
    for (const [dims, count] of [[1, 70000], [3, 30011], [128, 2000], [1000, 301]]) {
      const data = { ...problem(Kind, dims, count, 5), k: 100, metric }
      expect(isRight(await pool.run(data), data)).toBe(true)
    }
  })

  test('a score that is NaN comes last', async () => {
    const vectors = Kind.of(1, NaN, 3, Infinity, 2)
    const data = { query: Kind.of(1), vectors, dims: 1, k: 5, metric: 'dot' }
    const { indices, scores } = await openPool('native:topk', 1).run(data)
    expect([[...indices], [...scores]]).toEqual([[3, 2, 4, 0, 1], [Infinity, 3, 2, 1, NaN]])
  })

  test('a vector of zeros has a cosine of 0', async () => {
    const data = { query: Kind.of(1, 0), vectors: Kind.of(-1, 0, 0, 0, 1, 0), dims: 2, k: 3, metric: 'cosine' }
    const { indices, scores } = await openPool('native:topk', 1).run(data)
    expect([[...indices], [...scores]]).toEqual([[2, 1, 0], [1, 0, -1]])
  })

  test('without vectors the result is empty', async () => {
    const data = { query: Kind.of(1), vectors: Kind.of(), dims: 1, k: 3, metric: 'l2' }
    const { indices, scores } = await openPool('native:topk', 1).run(data)
    expect([indices.length, scores.length]).toEqual([0, 0])
  })
})

const f32 = (length) => new Float32Array(length)
const usual = { query: f32(2), vectors: f32(4), dims: 2, k: 1, metric: 'dot' }

test.each([
  ['query', RangeError, { query: f32(3) }], ['vectors', RangeError, { vectors: f32(5) }],
  ['vectors', TypeError, { vectors: new Float64Array(4) }], ['query', TypeError, { query: new Int8Array(2) }],
  ['dims', RangeError, { dims: 0 }], ['k', RangeError, { k: 0 }], ['k', RangeError, { k: -1 }],
  ['k', TypeError, { k: 1n }], ['metric', TypeError, { metric: 'hamming' }],
  ['metric', TypeError, { metric: 'toString' }]
])('native:topk refuses an unfit `%s` with a %p: %j', async (field, { name }, change) => {
  const error = await failureOf(openPool('native:topk', 1).run({ ...usual, ...change }))
  expect(error.name).toBe(name)
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining(`\`${field}\``) })
})
