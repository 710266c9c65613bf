// Tests that the article's worker file runs unchanged, since this package replaces the article's pool.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const isSorted = (collection) => collection.every((number, index) => index === 0 || collection[index - 1] <= number)

test('the article\'s worker file runs unchanged, for 100 items on 8 threads', async () => {
  const pool = openPool(fixture('seed-worker.js'), 8)
  const items = [...new Array(100)].fill(null)
  const finished = []

  await Promise.all(items.map(async (_, i) => {
    const result = await pool.run(() => ({ i }))
    finished.push(i)
    expect(isSorted(result)).toBe(true)
  }))

  expect(finished.sort((a, b) => a - b)).toEqual(items.map((_, i) => i))
  expect(pool.threads).toHaveLength(8)
})

test('the article\'s worker file throws on the main thread, where it is not a worker', () => {
  expect(() => require('../fixtures/seed-worker.js')).toThrow('Its not a worker')
})
