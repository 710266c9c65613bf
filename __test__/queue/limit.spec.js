// Tests that a bounded queue refuses the jobs beyond its limit.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const echo = fixture('echo.js')

test('maxQueue jobs may wait for a thread, and the next run rejects with ERR_OXPOOL_QUEUE_FULL', async () => {
  const { pool, gate } = await openHeldPool(echo, 2, { maxQueue: 3 })
  const runs = [pool.run(1), pool.run(() => 2), pool.run(3, { transferList: [] })]
  expect(pool.queueSize).toBe(3)
  const error = await failureOf(pool.run(4))
  expect(error).toMatchObject({ name: 'Error', code: 'ERR_OXPOOL_QUEUE_FULL', message: expect.stringContaining('3') })
  expect(pool.pending).toBe(5)
  gate.open()
  expect(await Promise.all(runs)).toEqual([1, 2, 3])
  expect(pool.queueSize).toBe(0)
  expect(await pool.run(5)).toBe(5)
})

test('a refused run is in no count, and its getData is not called', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1, { maxQueue: 0 })
  const getData = jest.fn()
  expect((await failureOf(pool.run(getData))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  gate.open()
  await Promise.all(holders)
  expect(getData).not.toHaveBeenCalled()
  expect({ pending: pool.pending, completed: pool.completed }).toEqual({ pending: 0, completed: 1 })
})

test('a run with a mistake in its options rejects with that even when the queue is full', async () => {
  const { pool } = await openHeldPool(echo, 1, { maxQueue: 0 })
  expect((await failureOf(pool.run(1, { priority: 'highest' }))).code).toBe('ERR_OXPOOL_OPTION')
})

test('a job for an idle thread does not count as waiting: with maxQueue 0 each thread accepts one job', async () => {
  const pool = openPool(echo, 3, { maxQueue: 0 })
  for (let round = 0; round < 20; round += 1) {
    const runs = [pool.run(1), pool.run(2), pool.run(3)]
    expect((await failureOf(pool.run(4))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
    expect(await Promise.all(runs)).toEqual([1, 2, 3])
  }
})

test('each thread accepts as many jobs as it may have in hand', async () => {
  const pool = openPool(fixture('holds.js'), 2, { concurrentTasksPerWorker: 3, maxQueue: 1 })
  const gate = new Gate()
  const runs = Array.from({ length: 7 }, (_, value) => pool.run({ gate: gate.buffer, value }))
  expect((await failureOf(pool.run({ gate: gate.buffer }))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  await gate.reachedBy(6)
  expect(pool.queueSize).toBe(1)
  gate.open()
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, 4, 5, 6])
})

test('the limit counts threads that the pool may start but has not started yet', async () => {
  const pool = openPool(echo, { minThreads: 1, maxThreads: 3, maxQueue: 1 })
  const runs = [1, 2, 3, 4].map((number) => pool.run(number))
  expect((await failureOf(pool.run(5))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  expect(await Promise.all(runs)).toEqual([1, 2, 3, 4])
})

test('\'auto\' is the square of the number of threads, also after resize()', async () => {
  const { pool, gate } = await openHeldPool(echo, 2, { maxQueue: 'auto' })
  const runs = [1, 2, 3, 4].map((number) => pool.run(number))
  expect((await failureOf(pool.run(5))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  pool.resize(3)
  runs.push(...[5, 6, 7, 8, 9, 10].map((number) => pool.run(number)))
  expect((await failureOf(pool.run(11))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  gate.open()
  expect(await Promise.all(runs)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('maxQueue limits a native pool too', async () => {
  const pool = openPool('native:sum', 1, { maxQueue: 1 })
  const runs = [pool.run(Int8Array.of(1)), pool.run(Int8Array.of(2))]
  expect((await failureOf(pool.run(Int8Array.of(3)))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  expect(await Promise.all(runs)).toEqual([1, 2])
})

test('a queued job that is aborted leaves its place at once', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 2 })
  const controller = new AbortController()
  const aborted = failureOf(pool.run(1, { signal: controller.signal }))
  const second = pool.run(2)
  expect((await failureOf(pool.run(3))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  controller.abort()
  expect(pool.queueSize).toBe(1)
  const third = pool.run(3)
  expect((await failureOf(pool.run(4))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  gate.open()
  expect([(await aborted).code, await second, await third]).toEqual(['ABORT_ERR', 2, 3])
  await untilTrue(() => pool.queueSize === 0)
})

test('an aborted job that keeps running leaves no room for another job', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1, { maxQueue: 0, abortGrace: Infinity })
  gate.open()
  await Promise.all(holders)
  const never = fixture('never-settles.js')
  const controller = new AbortController()
  const begun = new Gate()
  const run = failureOf(pool.run({ gate: begun.buffer }, { filename: never, signal: controller.signal }))
  await begun.reachedBy(1)
  controller.abort()
  expect((await run).code).toBe('ABORT_ERR')
  expect((await failureOf(pool.run(1))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
})

test('a job whose thread dies makes room', async () => {
  const pool = openPool(fixture('exits.js'), 1, { maxQueue: 0 })
  for (let code = 0; code < 5; code += 1) {
    expect(await failureOf(pool.run(code))).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: code })
  }
})
