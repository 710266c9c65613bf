// Tests pool.idleThreads, which counts the threads that have nothing to do.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

test('a thread that is busy with a broadcast is not idle', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 3)
  const gate = new Gate()
  const all = pool.broadcast({ gate: gate.buffer })
  expect(pool.idleThreads).toBe(0)
  await gate.reachedBy(3)
  expect(pool.idleThreads).toBe(0)
  gate.open()
  await all
  expect(pool.idleThreads).toBe(3)
})

test('after a broadcast has ended the threads, their replacements are idle', async () => {
  const pool = openPool(fixture('exits.js'), 2)
  await failureOf(pool.broadcast(3))
  while (pool.threads.length < 2) await once(pool, 'workerCreate')
  await untilTrue(() => pool.idleThreads === 2)
})

test('a busy thread with a broadcast queued behind its job counts as one busy thread', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 3)
  const gate = new Gate()
  const held = pool.run({ gate: gate.buffer })
  await gate.reachedBy(1)
  expect(pool.idleThreads).toBe(2)
  const log = new Log(3)
  const all = pool.broadcast({ log: log.buffer, number: 1 }, { filename: fixture('logs-start.js') })
  await untilTrue(() => log.entries.length === 2 && pool.idleThreads === 2)
  gate.open()
  await held
  expect(await all).toEqual([1, 1, 1])
  expect(pool.idleThreads).toBe(3)
})

test('neither the thread of a nested job nor the thread that waits for that job is idle', async () => {
  const pool = openPool(fixture('nests-elsewhere.js'), 3)
  const gate = new Gate()
  const run = pool.run({ gate: gate.buffer, value: 1, file: fixture('holds.js') })
  await gate.reachedBy(1)
  await untilTrue(() => pool.idleThreads === 1)
  gate.open()
  await run
  await untilTrue(() => pool.idleThreads === 3)
})

test('a thread that runs a native task is not idle', async () => {
  const pool = openPool('native:primes', 2)
  const controller = new AbortController()
  const run = failureOf(pool.run({ below: 1e12 }, { signal: controller.signal }))
  expect(pool.idleThreads).toBe(1)
  await untilTrue(() => pool.stats().jobs > 0)
  expect(pool.idleThreads).toBe(1)
  controller.abort()
  expect(await run).toMatchObject({ code: 'ABORT_ERR' })
  await untilTrue(() => pool.idleThreads === 2)
})

test('threads that may have several jobs in hand are idle only when they have none', async () => {
  const pool = openPool(fixture('holds.js'), 2, { concurrentTasksPerWorker: 2 })
  const [gate, shut] = [new Gate(), new Gate()]
  const all = pool.broadcast({ gate: gate.buffer }, { filename: fixture('waits-at-gate.js') })
  await gate.reachedBy(2)
  expect(pool.idleThreads).toBe(0)
  gate.open()
  await all
  const runs = [1, 2, 3, 4].map((value) => pool.run({ gate: shut.buffer, value }))
  await shut.reachedBy(4)
  expect(pool.idleThreads).toBe(0)
  shut.open()
  expect(await Promise.all(runs)).toEqual([1, 2, 3, 4])
  expect(pool.idleThreads).toBe(2)
})
