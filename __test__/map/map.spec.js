// Tests pool.map(), which gives the results of Array.prototype.map() and takes as few items ahead as possible.
'use strict'

const { Readable } = require('node:stream')
const fc = require('fast-check')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { toShared } = require('../helpers/typed-arrays.js')
const { untilTrue } = require('../helpers/until.js')

const doubles = fixture('doubles.js')

async function collect (iterable) {
  const results = []
  for await (const result of iterable) results.push(result)
  return results
}

/** An input that records how many items were taken, and whether it was closed. */
class Source {
  taken = 0
  isClosed = false

  constructor (items) {
    this.items = items
  }

  * [Symbol.iterator] () {
    try {
      for (const item of this.items) {
        this.taken += 1
        yield item
      }
    } finally {
      this.isClosed = true
    }
  }
}

const asAsync = async function * (items) { yield * items }

test('map() gives the results of Array.prototype.map(), with any concurrency, order and kind of input', async () => {
  const pool = openPool(doubles, 2)
  await fc.assert(fc.asyncProperty(
    fc.array(fc.integer(), { maxLength: 300 }),
    fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    fc.boolean(),
    fc.boolean(),
    async (numbers, concurrency, ordered, isAsync) => {
      const results = await collect(pool.map(isAsync ? asAsync(numbers) : numbers, { concurrency, ordered }))
      const expected = numbers.map((number) => number * 2)
      const sort = (list) => ordered ? list : list.toSorted((a, b) => a - b)
      expect(sort(results)).toEqual(sort(expected))
    }
  ), { numRuns: 60 })
})

test('the number of items taken is at most the number of results read plus the concurrency', async () => {
  await fc.assert(fc.asyncProperty(
    fc.nat(60), fc.integer({ min: 1, max: 12 }), fc.boolean(), async (length, concurrency, ordered) => {
      const pool = openPool(doubles, 2)
      const source = new Source(Array.from({ length }, (_, number) => number))
      let out = 0
      for await (const result of pool.map(source, { concurrency, ordered })) {
        out += 1
        expect(typeof result).toBe('number')
        // The current result counts as read.
        expect(source.taken).toBeLessThanOrEqual(out + concurrency)
      }
      expect([out, source.taken, source.isClosed]).toEqual([length, length, true])
      await pool.destroy()
    }
  ), { numRuns: 15 })
})

test('without a concurrency, the number of items taken ahead is still bounded', async () => {
  const source = new Source(Array.from({ length: 1e5 }, (_, number) => number))
  const pool = openPool(doubles, 2)
  let out = 0
  for await (const result of pool.map(source)) {
    expect(result).toBe(2 * out++)
    if (source.taken - out > 1024) throw new Error(`${source.taken} items taken, ${out} results read`)
  }
  expect(out).toBe(1e5)
})

test('without a concurrency, at least two items per thread are under way', async () => {
  const { pool, gate } = await openHeldPool(doubles, 3)
  const source = new Source(Array.from({ length: 100 }, (_, number) => number))
  const results = collect(pool.map(source))
  expect(source.taken).toBeGreaterThanOrEqual(6)
  expect(source.taken).toBeLessThan(100)
  gate.open()
  expect(await results).toHaveLength(100)
})

test('no item is taken before the first result is requested', async () => {
  const source = new Source([1, 2, 3])
  const results = openPool(doubles, 1).map(source)
  await new Promise((resolve) => setImmediate(resolve))
  expect(source.taken).toBe(0)
  expect((await results.next()).value).toBe(2)
})

test('with ordered: false, each result comes as soon as it is there', async () => {
  const [slow, fast] = [new Gate(), new Gate()]
  fast.open()
  const items = [{ gate: slow.buffer, value: 'slow' }, { gate: fast.buffer, value: 'fast' }]
  const results = openPool(fixture('waits-at-gate.js'), 2).map(items, { ordered: false })
  expect((await results.next()).value).toBe('fast')
  slow.open()
  expect((await results.next()).value).toBe('slow')
  expect(await results.next()).toEqual({ value: undefined, done: true })
})

test('by default results come in the order of their items, even if a later one is done first', async () => {
  const [slow, fast] = [new Gate(), new Gate()]
  fast.open()
  const items = [{ gate: slow.buffer, value: 'slow' }, { gate: fast.buffer, value: 'fast' }]
  const pool = openPool(fixture('waits-at-gate.js'), 2)
  const results = collect(pool.map(items))
  await untilTrue(() => pool.completed === 1)
  slow.open()
  expect(await results).toEqual(['slow', 'fast'])
})

test('next() may be called several times before the first result comes', async () => {
  const results = openPool(doubles, 2).map([1, 2, 3], { concurrency: 1 })
  const asked = [results.next(), results.next(), results.next(), results.next(), results.next()]
  expect(await Promise.all(asked)).toEqual([
    { value: 2, done: false }, { value: 4, done: false }, { value: 6, done: false },
    { value: undefined, done: true }, { value: undefined, done: true }
  ])
})

test.each([
  ['an empty array', []],
  ['an empty async generator', asAsync([])],
  ['an empty string', '']
])('an empty input gives no results: %s', async (_, iterable) => {
  expect(await collect(openPool(doubles, 1).map(iterable))).toEqual([])
})

test('a stream may be the input', async () => {
  expect(await collect(openPool(doubles, 2).map(Readable.from([1, 2, 3])))).toEqual([2, 4, 6])
})

test('an item may be a function that returns the data', async () => {
  expect(await collect(openPool(doubles, 2).map([() => 1, async () => 2, 3]))).toEqual([2, 4, 6])
})

test('map() takes the options filename, name and priority of a run', async () => {
  const options = { filename: fixture('keeps-state.js'), name: 'learn', priority: 'high' }
  expect(await collect(openPool(1).map(['a', 'b'], options))).toEqual([expect.any(Number), expect.any(Number)])
})

test('onProgress gets values from every job', async () => {
  const heard = []
  const pool = openPool(fixture('tells-data.js'), 2)
  expect(await collect(pool.map([1, 2, 3], { onProgress: (value) => heard.push(value) }))).toEqual([1, 2, 3])
  expect(heard.sort()).toEqual([1, 2, 3])
})

test('map() works with a native task', async () => {
  const items = [new Float64Array([1, 2]), toShared(new Int8Array([3, 4]))]
  expect(await collect(openPool('native:sum', 2).map(items))).toEqual([3, 7])
})

test('several maps may run on one pool at the same time', async () => {
  const pool = openPool(doubles, 2)
  const lists = await Promise.all([1, 2, 3].map((start) =>
    collect(pool.map([start, start * 10, start * 100], { concurrency: start }))))
  expect(lists).toEqual([[2, 20, 200], [4, 40, 400], [6, 60, 600]])
})
