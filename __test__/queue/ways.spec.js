// The end of the queue, for jobs that come another way than by run().
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

test('exec() is refused where run() would be', async () => {
  const pool = openPool(echo, 1, { maxQueue: 0, overflow: 'reject' })
  const run = pool.run(1)
  expect((await failureOf(pool.exec(() => 2))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  expect(await run).toBe(1)
  expect(await pool.exec(() => 2)).toBe(2)
})

test('exec() is held back where run() would be', async () => {
  const pool = openPool(echo, 1, { maxQueue: 1, overflow: 'wait' })
  const runs = Array.from({ length: 20 }, (_, number) => pool.exec((number) => number, [number]))
  expect(await Promise.all(runs)).toEqual(Array.from({ length: 20 }, (_, number) => number))
})

test.each(['reject', 'wait'])('map() and runSync() come in where the queue is full: %s', async (overflow) => {
  const pool = openPool(echo, 1, { maxQueue: 0, overflow })
  const run = pool.run(1)
  expect(pool.runSync(2)).toBe(2)
  const results = []
  for await (const result of pool.map([1, 2, 3, 4, 5])) results.push(result)
  expect(results).toEqual([1, 2, 3, 4, 5])
  expect(await run).toBe(1)
})

test('runSync() has a pool without threads start one', () => {
  expect(openPool(echo, { minThreads: 0, maxThreads: 2 }).runSync(1)).toBe(1)
  expect(openPool('native:sum', { minThreads: 0, maxThreads: 2 }).runSync(Int8Array.of(1, 2))).toBe(3)
})

test.each([['a script', echo, 7, 7], ['a native task', 'native:sum', Int8Array.of(3, 4), 7]])('runSync() after a thread has had its last job starts another: %s', (_, filename, data, result) => {
  const pool = openPool(filename, 1, { maxTasksPerWorker: 1 })
  for (let round = 0; round < 3; round += 1) expect(pool.runSync(data)).toBe(result)
})
