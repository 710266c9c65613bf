// Tests that native:dot and native:matmul give the products of the definitions.
'use strict'

const fc = require('fast-check')
const { failureOf } = require('../helpers/failure.js')
const { openPool } = require('../helpers/pools.js')
const { floatKinds, tameArray, toShared, isEdgeClean, hasSameNumbers, MANY } = require('../helpers/typed-arrays.js')

const numRuns = process.env.OXPOOL_STRESS ? 1000 : 100

const dot = (a, b) => a.reduce((sum, element, at) => sum + element * b[at], 0)
const size = (a, b) => a.reduce((sum, element, at) => sum + Math.abs(element * b[at]), 0)

function multiply ({ a, b, rows, inner, columns }) {
  const product = new a.constructor(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let sum = 0
      for (let at = 0; at < inner; at += 1) sum += a[row * inner + at] * b[at * columns + column]
      product[row * columns + column] = sum
    }
  }
  return product
}

/** Makes small whole numbers, whose products and sums are exact in either precision. */
const whole = (Kind, length, seed) => Kind.from({ length }, (_, index) => Math.round(8 * Math.sin(index * 7 + seed)))
const matrices = (Kind, rows, inner, columns) =>
  ({ a: whole(Kind, rows * inner, 1), b: whole(Kind, inner * columns, 2), rows, inner, columns })

const anyShape = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20))

describe.each(floatKinds)('%s', (_, Kind) => {
  test('dot is the sum of products, on either memory', async () => {
    const pool = openPool('native:dot', 2)
    const pair = fc.nat(300).chain((length) => fc.tuple(tameArray(Kind, length), tameArray(Kind, length)))
    await fc.assert(fc.asyncProperty(pair, async ([a, b]) => {
      const inputs = [{ a, b }, { a: toShared(a), b }, { a: toShared(a), b: toShared(b) }]
      const results = await Promise.all(inputs.map((data) => pool.run(data)))
      return results.every((result) =>
        Object.is(result, results[0]) && Math.abs(result - dot(a, b)) <= 1e-12 * size(a, b))
    }), { numRuns })
  })

  test('dot of many small whole numbers is exact', async () => {
    const [a, b] = [whole(Kind, MANY, 1), whole(Kind, MANY, 2)]
    const pool = openPool('native:dot', 3)
    expect(await pool.run({ a, b })).toBe(dot(a, b))
    expect(await pool.run({ a: toShared(a), b: toShared(b) })).toBe(dot(a, b))
    expect(await pool.run({ a, b: a })).toBe(dot(a, a))
  })

  test('dot treats infinities and NaN as multiplication and addition do', async () => {
    const pool = openPool('native:dot', 1)
    const run = (a, b) => pool.run({ a: Kind.from(a), b: Kind.from(b) })
    expect(await run([Infinity, 1], [2, 1])).toBe(Infinity)
    expect(await run([Infinity, 1], [0, 1])).toBe(NaN)
    expect(await run([Infinity, Infinity], [1, -1])).toBe(NaN)
    expect(await run([1, NaN], [1, 1])).toBe(NaN)
    expect(await run([], [])).toBe(0)
  })

  test('matmul is the product of matrices of any shape', async () => {
    const pool = openPool('native:matmul', 2)
    await fc.assert(fc.asyncProperty(anyShape, async (shape) => {
      const given = matrices(Kind, ...shape)
      const shared = { ...given, a: toShared(given.a), b: toShared(given.b) }
      const results = await Promise.all([given, shared].map((data) => pool.run(data)))
      const expected = Array.from(multiply(given), (x) => x + 0)
      return results.every((product) => hasSameNumbers(Array.from(product, (x) => x + 0), expected))
    }), { numRuns })
  })

  test.each([
    [1, 100000, 1], [3000, 1, 1000], [257, 129, 263], [301, 303, 307]
  ])('matmul of %i x %i by %i columns is exact', async (...shape) => {
    const given = matrices(Kind, ...shape)
    const expected = multiply(given)
    const product = await openPool('native:matmul', 3).run(given)
    expect(product.length).toBe(expected.length)
    expect(product.every((element, at) => element === expected[at])).toBe(true)
  })

  test('matmul of any numbers is as exact as the precision of its elements allows', async () => {
    const pool = openPool('native:matmul', 2)
    const epsilon = Kind === Float32Array ? 2 ** -23 : 2 ** -52
    const [few, some] = [fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 50 })]
    const given = fc.tuple(few, some, few).chain(([rows, inner, columns]) => fc.record({
      a: tameArray(Kind, rows * inner),
      b: tameArray(Kind, inner * columns),
      rows: fc.constant(rows),
      inner: fc.constant(inner),
      columns: fc.constant(columns)
    }))
    await fc.assert(fc.asyncProperty(given, async (data) => {
      const product = await pool.run(data)
      const expected = multiply(data)
      const most = Math.max(...data.a.map(Math.abs)) * Math.max(...data.b.map(Math.abs)) * data.inner
      return product.every((element, at) => Math.abs(element - expected[at]) <= 2 * data.inner * epsilon * most)
    }), { numRuns })
  })

  test('out is filled and is the result, and nothing around it is touched', async () => {
    const pool = openPool('native:matmul', 2)
    for (const shape of [[3, 4, 5], [150, 160, 170], [0, 3, 0], [2, 0, 2]]) {
      const given = matrices(Kind, ...shape)
      const expected = multiply(given)
      for (const out of [new Kind(expected.length).fill(9), toShared(new Kind(expected.length).fill(9))]) {
        expect(await pool.run({ ...given, out })).toBe(out)
        expect(out.every((element, at) => element === expected[at])).toBe(true)
        expect(out.buffer instanceof SharedArrayBuffer ? isEdgeClean(out) : true).toBe(true)
      }
    }
  })

  test('out may be one of the factors', async () => {
    const pool = openPool('native:matmul', 2)
    const given = matrices(Kind, 120, 120, 120)
    const expected = multiply(given)
    const a = toShared(given.a)
    await pool.run({ ...given, a, out: a })
    expect(a.every((element, at) => element === expected[at])).toBe(true)
  })
})

const f32 = (length) => new Float32Array(length)
const f64 = (length) => new Float64Array(length)

test.each([
  ['dot', 'b', RangeError, { a: f32(2), b: f32(3) }],
  ['dot', 'b', TypeError, { a: f32(2), b: f64(2) }],
  ['dot', 'a', TypeError, { a: new Int32Array(2), b: f32(2) }],
  ['matmul', 'a', RangeError, { a: f32(5), b: f32(6), rows: 2, inner: 3, columns: 2 }],
  ['matmul', 'b', RangeError, { a: f32(6), b: f32(5), rows: 2, inner: 3, columns: 2 }],
  ['matmul', 'b', TypeError, { a: f32(6), b: f64(6), rows: 2, inner: 3, columns: 2 }],
  ['matmul', 'out', RangeError, { a: f32(6), b: f32(6), rows: 2, inner: 3, columns: 2, out: f32(5) }],
  ['matmul', 'out', TypeError, { a: f32(6), b: f32(6), rows: 2, inner: 3, columns: 2, out: f64(4) }],
  ['matmul', 'rows', RangeError, { a: f32(6), b: f32(6), rows: -2, inner: 3, columns: 2 }],
  ['matmul', 'inner', RangeError, { a: f32(6), b: f32(6), rows: 2, inner: 2.5, columns: 2 }],
  ['matmul', 'columns', TypeError, { a: f32(6), b: f32(6), rows: 2, inner: 3, columns: '2' }],
  ['matmul', 'a', RangeError, { a: f32(0), b: f32(0), rows: 2 ** 31, inner: 2 ** 31, columns: 0 }]
])('native:%s refuses an unfit `%s` with a %p', async (name, field, { name: error }, data) => {
  const failure = await failureOf(openPool(`native:${name}`, 1).run(data))
  expect(failure.name).toBe(error)
  expect(failure).toMatchObject({ code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining(`\`${field}\``) })
})
