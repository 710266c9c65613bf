// Tests that a stream can feed a pool: it is paused when the pool has enough to do, and resumed by 'drain'.
'use strict'

const { once } = require('node:events')
const { Readable } = require('node:stream')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const COUNT = 200

/**
 * Feeds a pool from a stream as users of Piscina write it: the listener of 'data' submits a job and looks whether that
 * was enough. Returns the results, and how many jobs have waited at most.
 */
async function feed (pool, isEnough) {
  const stream = Readable.from(Array.from({ length: COUNT }, (_, number) => number))
  const results = []
  let pauses = 0
  let most = 0
  pool.on('drain', () => {
    if (stream.isPaused()) stream.resume()
  })
  stream.on('data', (number) => {
    results.push(pool.run(number))
    most = Math.max(most, pool.queueSize)
    if (isEnough()) {
      pauses += 1
      stream.pause()
    }
  })
  await once(stream, 'end')
  return { results: await Promise.all(results), most, pauses }
}

const everyNumber = Array.from({ length: COUNT }, (_, number) => number)
const open = (options) => openPool(fixture('async-echo.js'), 2, options)

describe.each([
  ['a number', { maxQueue: 3 }, 3],
  ['1', { maxQueue: 1 }, 1],
  ['\'auto\'', { maxQueue: 'auto' }, 4],
  ['\'auto\', with several jobs a thread', { maxQueue: 'auto', concurrentTasksPerWorker: 2 }, 4]
])('maxQueue is %s', (_, options, most) => {
  test('a stream that pauses when queueSize is maxQueue is never refused, and goes on at \'drain\'', async () => {
    const pool = open(options)
    const fed = await feed(pool, () => pool.queueSize === pool.options.maxQueue)
    expect(fed).toEqual({ results: everyNumber, most, pauses: expect.any(Number) })
    expect(fed.pauses).toBeGreaterThan(0)
  })

  test('a stream that pauses when the pool needs a drain is never refused, and goes on at \'drain\'', async () => {
    const pool = open(options)
    expect(await feed(pool, () => pool.needsDrain)).toMatchObject({ results: everyNumber, most })
  })
})

test('with maxQueue 0, a stream that pauses when the pool needs a drain is never refused', async () => {
  const pool = open({ maxQueue: 0 })
  expect(await feed(pool, () => pool.needsDrain)).toMatchObject({ results: everyNumber, most: 0 })
})

test('without maxQueue, a stream that pauses when the pool needs a drain keeps the queue short', async () => {
  const pool = open()
  const fed = await feed(pool, () => pool.needsDrain)
  expect(fed).toMatchObject({ results: everyNumber, most: 3 })
  expect(fed.pauses).toBeGreaterThan(0)
})

test('without maxQueue, a stream that pauses when queueSize is maxQueue never pauses', async () => {
  const pool = open()
  expect(await feed(pool, () => pool.queueSize === pool.options.maxQueue))
    .toMatchObject({ results: everyNumber, pauses: 0 })
})
