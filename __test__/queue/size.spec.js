// Tests that queueSize counts the jobs that wait: those in flight beyond what the threads may have in hand.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

test.each([
  ['a script pool', () => openPool(echo, 2)],
  ['a native pool', () => openPool('native:sum', 2)],
  ['a pool whose threads have not started', () => openPool(echo, { minThreads: 0, maxThreads: 2 })],
  ['a pool with a bounded queue', () => openPool(echo, 2, { maxQueue: 5 })]
])('a job that finds a free thread is not in queueSize, not even right after run(): %s', async (_, open) => {
  const pool = open()
  const data = Int8Array.of(1)
  const runs = [pool.run(data), pool.run(() => data)]
  expect([pool.queueSize, pool.stats().queueSize]).toEqual([0, 0])
  runs.push(pool.run(data), pool.run(data), pool.run(data))
  expect([pool.queueSize, pool.stats().queueSize]).toEqual([3, 3])
  await Promise.all(runs)
  expect([pool.queueSize, pool.stats().queueSize]).toEqual([0, 0])
})

test('each thread may have concurrentTasksPerWorker jobs in hand before one waits', () => {
  const pool = openPool(echo, 2, { concurrentTasksPerWorker: 3 })
  const runs = Array.from({ length: 8 }, (_, number) => pool.run(number))
  for (const run of runs) run.catch(() => {})
  expect(pool.queueSize).toBe(2)
})

test('the jobs of a broadcast are for one thread each, and are not in queueSize', async () => {
  const { pool, gate } = await openHeldPool(echo, 2)
  const all = pool.broadcast(1)
  expect(pool.queueSize).toBe(0)
  gate.open()
  expect(await all).toEqual([1, 1])
})

test('a job that is refused, aborted or uncloneable leaves queueSize at once', async () => {
  const { pool } = await openHeldPool(echo, 1, { maxQueue: 1 })
  const controller = new AbortController()
  const errors = [pool.run(1, { signal: controller.signal }), pool.run(2)].map(failureOf)
  expect(pool.queueSize).toBe(1)
  controller.abort()
  expect(pool.queueSize).toBe(0)
  errors.push(failureOf(pool.run(Symbol('s'))))
  expect(pool.queueSize).toBe(0)
  const codes = (await Promise.all(errors)).map(({ name, code }) => typeof code === 'string' ? code : name)
  expect(codes).toEqual(['ABORT_ERR', 'ERR_OXPOOL_QUEUE_FULL', 'DataCloneError'])
})
