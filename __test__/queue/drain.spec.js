// Tests needsDrain and its events, which work as a Writable's do, and ready(), which resolves when there is room.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

function recordEvents (pool) {
  const events = []
  for (const name of ['needsDrain', 'drain']) pool.on(name, () => events.push(name))
  return events
}

test.each([
  'reject',
  'wait'
])('a full queue needs a drain, and drains when no job waits: overflow %s', async (overflow) => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 2, overflow })
  const events = recordEvents(pool)
  const runs = [pool.run(1)]
  expect(pool.needsDrain).toBe(false)
  runs.push(pool.run(2))
  expect(pool.needsDrain).toBe(true)
  if (overflow === 'wait') runs.push(pool.run(3), pool.run(4))
  await once(pool, 'needsDrain')
  gate.open()
  await once(pool, 'drain')
  expect(pool.needsDrain).toBe(false)
  // The last job is for the free thread, which may not have taken it yet.
  expect(pool.queueSize).toBeLessThanOrEqual(1)
  await Promise.all(runs)
  expect(events).toEqual(['needsDrain', 'drain'])
})

test('a full queue emits needsDrain once, however many runs are refused', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 1 })
  const events = recordEvents(pool)
  const run = pool.run(1)
  for (let count = 0; count < 3; count += 1) await failureOf(pool.run(2))
  gate.open()
  await Promise.all([once(pool, 'drain'), run])
  expect(events).toEqual(['needsDrain', 'drain'])
})

test('with maxQueue 0 the queue drains when a thread is free', async () => {
  const pool = openPool(echo, 1, { maxQueue: 0 })
  const events = recordEvents(pool)
  for (let round = 0; round < 3; round += 1) {
    const run = pool.run(round)
    expect(pool.needsDrain).toBe(true)
    await Promise.all([once(pool, 'drain'), run])
    expect(pool.needsDrain).toBe(false)
  }
  expect(events).toEqual(['needsDrain', 'drain', 'needsDrain', 'drain', 'needsDrain', 'drain'])
})

test('an unbounded queue needs a drain when more jobs wait than the threads may have in hand', async () => {
  const { pool, gate } = await openHeldPool(echo, 2)
  const events = recordEvents(pool)
  const runs = [pool.run(1), pool.run(2)]
  expect({ needsDrain: pool.needsDrain, queueSize: pool.queueSize }).toEqual({ needsDrain: false, queueSize: 2 })
  runs.push(pool.run(3))
  expect(pool.needsDrain).toBe(true)
  await once(pool, 'needsDrain')
  for (let number = 4; number < 100; number += 1) runs.push(pool.run(number))
  gate.open()
  await Promise.all([once(pool, 'drain'), ...runs])
  expect({ needsDrain: pool.needsDrain, events }).toEqual({ needsDrain: false, events: ['needsDrain', 'drain'] })
})

test('\'drain\' has come when code that awaits all jobs before it goes on', async () => {
  const { pool, gate } = await openHeldPool(fixture('waits-at-gate.js'), 1)
  const events = recordEvents(pool)
  const open = new Gate()
  open.open()
  const runs = Array.from({ length: 10 }, () => pool.run({ gate: open.buffer }))
  await once(pool, 'needsDrain')
  gate.open()
  // When the last job has begun, the outcomes of all others have come, and are read together.
  open.waitFor(10)
  await Promise.all(runs.slice(0, 9))
  expect(events).toEqual(['needsDrain', 'drain'])
  await runs[9]
})

test('the jobs that a thread may have in hand beside another do not wait', async () => {
  const pool = openPool(fixture('holds.js'), 2, { concurrentTasksPerWorker: 3 })
  const gate = new Gate()
  const run = () => pool.run({ gate: gate.buffer })
  const runs = Array.from({ length: 12 }, run)
  expect({ needsDrain: pool.needsDrain, queueSize: pool.queueSize }).toEqual({ needsDrain: false, queueSize: 6 })
  runs.push(run())
  expect(pool.needsDrain).toBe(true)
  gate.open()
  await Promise.all([once(pool, 'drain'), ...runs])
})

test('an unbounded queue is always ready', async () => {
  const { pool } = await openHeldPool(echo, 1)
  const errors = Array.from({ length: 1000 }, (_, number) => failureOf(pool.run(number)))
  expect(await pool.ready()).toBeUndefined()
  await pool.destroy()
  await Promise.all(errors)
})

test('more threads make a queue drain, and fewer make it need a drain', async () => {
  const { pool, gate } = await openHeldPool(echo, 2, { maxQueue: 2 })
  const runs = [pool.run(1)]
  const needed = once(pool, 'needsDrain')
  const resized = pool.resize(1)
  expect(pool.needsDrain).toBe(true)
  await needed
  const drained = once(pool, 'drain')
  pool.resize(3)
  await drained
  expect(pool.needsDrain).toBe(false)
  gate.open()
  await Promise.all([...runs, resized])
})

test('ready() resolves at once while there is room, and otherwise when there is room again', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 1 })
  expect(await pool.ready()).toBeUndefined()
  const run = pool.run(1)
  let isReady = false
  const ready = pool.ready().then(() => { isReady = true })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isReady).toBe(false)
  gate.open()
  await ready
  expect(await pool.run(2)).toBe(2)
  expect(await run).toBe(1)
})

test('an aborted job makes room, which resolves a waiting ready()', async () => {
  const { pool } = await openHeldPool(echo, 1, { maxQueue: 1 })
  const controller = new AbortController()
  const aborted = failureOf(pool.run(1, { signal: controller.signal }))
  const ready = pool.ready()
  controller.abort()
  expect(await ready).toBeUndefined()
  expect((await aborted).code).toBe('ABORT_ERR')
})

test('every producer that awaits ready() gets room, however many ask at once', async () => {
  const pool = openPool(echo, 2, { maxQueue: 1 })
  const produce = async (number) => {
    await pool.ready()
    return pool.run(number)
  }
  const numbers = Array.from({ length: 300 }, (_, number) => number)
  expect(await Promise.all(numbers.map(produce))).toEqual(numbers)
})

test('waiting calls of ready() resolve in the order of the calls', async () => {
  const { pool, gate } = await openHeldPool(echo, 2, { maxQueue: 0 })
  const told = []
  const ready = Array.from({ length: 10 }, (_, number) => pool.ready().then(() => told.push(number)))
  gate.open()
  await Promise.all(ready)
  expect(told).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('a caller of ready() that submits nothing leaves its place to the next one', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 0 })
  const ready = Array.from({ length: 20 }, () => pool.ready())
  gate.open()
  expect(await Promise.all(ready)).toHaveLength(20)
})

test.each(['close', 'destroy'])('%s() makes pending and later calls of ready() reject', async (end) => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 0 })
  const waiting = failureOf(pool.ready())
  const ended = pool[end]()
  expect((await waiting).code).toBe('ERR_OXPOOL_CLOSED')
  expect((await failureOf(pool.ready())).code).toBe('ERR_OXPOOL_CLOSED')
  gate.open()
  await ended
})

test('resize() makes room', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 0 })
  const ready = pool.ready()
  pool.resize(2)
  await ready
  expect(await pool.run('second')).toBe('second')
  gate.open()
})
