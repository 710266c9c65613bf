// What stats() tells of each thread.
'use strict'

const { once } = require('node:events')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const echo = fixture('echo.js')

test('workers are the live threads, in their order, by Node\'s threadId', async () => {
  const pool = openPool(echo, 3)
  await pool.broadcast(1)
  const { workers } = pool.stats()
  expect(workers.map(({ threadId }) => threadId)).toEqual(pool.threads.map(({ threadId }) => threadId))
  expect(workers.map(({ kind, seat, jobs }) => ({ kind, seat, jobs }))).toEqual([0, 1, 2].map((seat) => ({ kind: 'script', seat, jobs: 1 })))
})

test('plain threads are told by their names', async () => {
  const pool = openPool('native:sort', 2, { label: 'sorters' })
  await Promise.all([1, 2, 3, 4].map(() => pool.run(Int8Array.of(2, 1))))
  const { workers, jobs } = pool.stats()
  expect(workers.map(({ kind, name }) => ({ kind, name }))).toEqual(pool.threads.map(({ name }) => ({ kind: 'native', name })))
  expect(workers[0].jobs + workers[1].jobs).toBe(jobs)
  expect(workers[0].busy + workers[1].busy).toBeGreaterThan(0)
})

test('busy is for how many milliseconds a thread had jobs', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1)
  await untilTrue(() => pool.stats().workers[0].busy > 5)
  gate.open()
  await Promise.all(holders)
  const { workers: [{ busy }], duration } = pool.stats()
  expect(busy).toBeLessThan(duration)
})

test('eventLoopUtilization is what Node says of the thread\'s event loop', async () => {
  const pool = openPool(echo, 1)
  await pool.run(1)
  const { eventLoopUtilization } = pool.stats().workers[0]
  expect(eventLoopUtilization).toEqual({ idle: expect.any(Number), active: expect.any(Number), utilization: expect.any(Number) })
})

test('heap is what V8 said of the thread\'s heap lately', async () => {
  const pool = openPool(echo, 1)
  await pool.run(1)
  const { used, total, external } = pool.stats().workers[0].heap
  expect(used).toBeGreaterThan(1e6)
  expect(total).toBeGreaterThanOrEqual(used)
  expect(external).toBeGreaterThanOrEqual(0)
})

test('heap follows what the thread keeps', async () => {
  const pool = openPool(fixture('keeps-memory.js'), 1)
  await pool.run(0)
  const { used } = pool.stats().workers[0].heap
  const grow = async () => {
    await pool.run(1e6)
    return pool.stats().workers[0].heap.used > used + 1e6
  }
  while (!await grow());
})

test('a thread that comes when another has left takes its place, with its counts', async () => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 1, idleTimeout: 0 })
  for (let count = 1; count <= 3; count += 1) {
    const left = once(pool, 'workerDestroy')
    await pool.run(count)
    const { workers } = pool.stats()
    // It may have been told to leave by now.
    expect(workers.map(({ seat, jobs }) => ({ seat, jobs }))).toEqual(workers.map(() => ({ seat: 0, jobs: count })))
    await left
  }
})
