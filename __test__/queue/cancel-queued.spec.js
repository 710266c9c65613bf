// Tests cancelQueued(), which rejects the jobs that wait and leaves those that run alone.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

test('jobs that wait reject with an AbortError whose cause is the reason, and those that run go on', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 2)
  const log = new Log(10)
  const logs = { filename: fixture('logs-start.js') }
  const runs = [
    ...['high', 'normal', 'low'].map((priority, number) =>
      pool.run({ log: log.buffer, number }, { ...logs, priority })),
    pool.run(() => ({ log: log.buffer, number: 3 }), logs),
    pool.run({ log: log.buffer, number: 4 }, { ...logs, signal: new AbortController().signal, timeout: 1e9 }),
    pool.exec((cells) => Atomics.add(new Int32Array(cells), 0, 1), [log.buffer]),
    pool.run(Int8Array.of(1), { filename: 'native:sum' }),
    pool.run(Int8Array.of(1), { filename: 'native:sum', timeout: 1e9 }),
    pool.stream(1).next()
  ].map(failureOf)
  const reason = new Error('never mind')
  expect(pool.cancelQueued(reason)).toBe(runs.length)
  expect(pool.cancelQueued(reason)).toBe(0)
  for (const error of await Promise.all(runs)) {
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: reason })
  }
  expect({ pending: pool.pending, queueSize: pool.queueSize }).toEqual({ pending: 2, queueSize: 0 })
  gate.open()
  await Promise.all(holders)
  expect(await pool.run('after')).toBe('after')
  expect(log.entries).toEqual([])
})

test('a job for which a thread is free does not wait: as many jobs are cancelled as queueSize counts', async () => {
  const pool = openPool(echo, 2, { concurrentTasksPerWorker: 2 })
  expect(pool.cancelQueued('too late')).toBe(0)
  const first = [pool.run(1), pool.run(2), pool.run(3)]
  expect(pool.cancelQueued('too late')).toBe(0)
  // No thread has started yet. These are the next that the threads will take.
  first.push(pool.run(4, { priority: 'high' }))
  const last = [pool.run(5), pool.run(6, { priority: 'low' }), pool.run(() => 7)].map(failureOf)
  const { queueSize } = pool
  expect({ queueSize, cancelled: pool.cancelQueued('enough'), left: pool.queueSize })
    .toEqual({ queueSize: 3, cancelled: 3, left: 0 })
  expect((await Promise.all(last)).map(({ cause }) => cause)).toEqual(['enough', 'enough', 'enough'])
  expect(await Promise.all(first)).toEqual([1, 2, 3, 4])
})

test('a job that was aborted in the queue keeps no place: another one is not cancelled for it', async () => {
  const pool = openPool(echo, 1)
  const controller = new AbortController()
  const aborted = failureOf(pool.run(1, { signal: controller.signal }))
  const next = pool.run(2)
  controller.abort()
  expect(pool.cancelQueued('too late')).toBe(0)
  const last = failureOf(pool.run(3))
  expect(pool.cancelQueued('enough')).toBe(1)
  expect([(await aborted).code, await next, (await last).cause]).toEqual(['ABORT_ERR', 2, 'enough'])
})

test('without a reason the cause is undefined', async () => {
  const { pool } = await openHeldPool(echo, 1)
  const run = failureOf(pool.run(1))
  expect(pool.cancelQueued()).toBe(1)
  expect((await run).cause).toBe(undefined)
})

test('runs that are held back reject too, and the pool has room again', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 2, overflow: 'wait' })
  const runs = Array.from({ length: 10 }, (_, number) => failureOf(pool.run(number)))
  const drained = once(pool, 'drain')
  expect(pool.cancelQueued('enough')).toBe(10)
  expect((await Promise.all(runs)).map(({ cause }) => cause)).toEqual(Array(10).fill('enough'))
  expect(await pool.ready()).toBeUndefined()
  await drained
  const run = pool.run('next')
  gate.open()
  expect(await run).toBe('next')
})

test('a map() with items that wait ends with the error, and streams that wait do', async () => {
  const { pool, gate } = await openHeldPool(echo, 1)
  const results = pool.map([1, 2, 3], { concurrency: 2 })
  const first = failureOf(results.next())
  expect(pool.cancelQueued('enough')).toBe(2)
  expect(await first).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
  expect(await results.next()).toEqual({ value: undefined, done: true })
  gate.open()
})

test('nested jobs and the jobs of a broadcast are not cancelled', async () => {
  const pool = openPool(fixture('nests-behind-gate.js'), 1)
  const gate = new Gate()
  const run = pool.run({ gate: gate.buffer, file: echo, values: [1, 2, 3] })
  await gate.reachedBy(1)
  const all = pool.broadcast(7, { filename: echo })
  const queued = failureOf(pool.run(8, { filename: echo }))
  expect(pool.cancelQueued()).toBe(1)
  gate.open()
  expect(await run).toEqual([1, 2, 3])
  expect(await all).toEqual([7])
  expect((await queued).code).toBe('ABORT_ERR')
})

test('a job that was aborted or timed out in the queue is not counted', async () => {
  const { pool } = await openHeldPool(echo, 1)
  const controller = new AbortController()
  const runs = [
    pool.run(1, { signal: controller.signal }),
    pool.run(Int8Array.of(1), { filename: 'native:sum', signal: controller.signal }),
    pool.run(2)
  ].map(failureOf)
  controller.abort()
  expect(pool.cancelQueued()).toBe(1)
  expect((await Promise.all(runs)).map(({ code }) => code)).toEqual(Array(3).fill('ABORT_ERR'))
})

test('a getData may call it: its own job has been taken', async () => {
  const pool = openPool(echo, 1)
  const cancelled = new Promise((resolve) => {
    pool.run(() => { resolve(pool.cancelQueued('enough')); return 1 }).catch(() => {})
  })
  const second = failureOf(pool.run(2))
  expect(await cancelled).toBe(1)
  expect((await second).cause).toBe('enough')
})

test('jobs settle once, and slots are used again, however often the queue is cancelled', async () => {
  const pool = openPool(echo, 2, { concurrentTasksPerWorker: 2 })
  for (let round = 0; round < 50; round += 1) {
    const runs = Array.from({ length: 100 }, (_, number) =>
      number % 5 === 0 ? pool.run(number, { timeout: 1e6 }) : pool.run(number))
    const settled = Promise.allSettled(runs)
    if (round % 2 === 0) await new Promise((resolve) => setImmediate(resolve))
    const cancelled = pool.cancelQueued(round)
    let rejected = 0
    for (const [number, { value, reason }] of (await settled).entries()) {
      if (reason === undefined) expect(value).toBe(number)
      else rejected += Number(reason.cause === round)
    }
    expect(rejected).toBe(cancelled)
  }
  expect({ pending: pool.pending, queueSize: pool.queueSize }).toEqual({ pending: 0, queueSize: 0 })
})

test('a pool that has not started its Workers yet cancels what waits for them, and for the plain threads', async () => {
  const pool = openPool('native:primes', 1)
  const controller = new AbortController()
  const running = failureOf(pool.run({ below: 1e12 }, { signal: controller.signal }))
  while (pool.stats().jobs === 0) await new Promise((resolve) => setImmediate(resolve))
  const waiting = [pool.run({ below: 10 }), pool.run(1, { filename: echo })].map(failureOf)
  expect(pool.cancelQueued('enough')).toBe(2)
  expect((await Promise.all(waiting)).map(({ cause }) => cause)).toEqual(['enough', 'enough'])
  controller.abort()
  expect((await running).code).toBe('ABORT_ERR')
  expect(await pool.run(1, { filename: echo })).toBe(1)
})
