// Tests the entries that stats() has for each thread.
'use strict'

const { once } = require('node:events')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const echo = fixture('echo.js')

test('workers has an entry for each live thread, in the order of pool.threads, with its threadId', async () => {
  const pool = openPool(echo, 3)
  await pool.broadcast(1)
  const { workers } = pool.stats()
  expect(workers.map(({ threadId }) => threadId)).toEqual(pool.threads.map(({ threadId }) => threadId))
  const expected = [0, 1, 2].map((seat) => ({ kind: 'script', seat, jobs: 1 }))
  expect(workers.map(({ kind, seat, jobs }) => ({ kind, seat, jobs }))).toEqual(expected)
})

test('the entry of a plain thread has the thread\'s name', async () => {
  const pool = openPool('native:sort', 2, { label: 'sorters' })
  await Promise.all([1, 2, 3, 4].map(() => pool.run(Int8Array.of(2, 1))))
  const { workers, jobs } = pool.stats()
  const expected = pool.threads.map(({ name }) => ({ kind: 'native', name }))
  expect(workers.map(({ kind, name }) => ({ kind, name }))).toEqual(expected)
  expect(workers[0].jobs + workers[1].jobs).toBe(jobs)
  expect(workers[0].busy + workers[1].busy).toBeGreaterThan(0)
})

test('busy is the time in milliseconds during which a thread had jobs', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1)
  await untilTrue(() => pool.stats().workers[0].busy > 5)
  gate.open()
  await Promise.all(holders)
  const { workers: [{ busy }], duration } = pool.stats()
  expect(busy).toBeLessThan(duration)
})

test('eventLoopUtilization is Node\'s measurement of the thread\'s event loop', async () => {
  const pool = openPool(echo, 1)
  await pool.run(1)
  const { eventLoopUtilization } = pool.stats().workers[0]
  const number = expect.any(Number)
  expect(eventLoopUtilization).toEqual({ idle: number, active: number, utilization: number })
})

test('heap has V8\'s recent measurement of the thread\'s heap', async () => {
  const pool = openPool(echo, 1)
  await pool.run(1)
  const { used, total, external } = pool.stats().workers[0].heap
  expect(used).toBeGreaterThan(1e6)
  expect(total).toBeGreaterThanOrEqual(used)
  expect(external).toBeGreaterThanOrEqual(0)
})

test('heap grows with the memory that the thread keeps', async () => {
  const pool = openPool(fixture('keeps-memory.js'), 1)
  await pool.run(0)
  const { used } = pool.stats().workers[0].heap
  const grow = async () => {
    await pool.run(1e6)
    return pool.stats().workers[0].heap.used > used + 1e6
  }
  while (!await grow());
})

test('a thread that starts after another has left takes its seat, and continues its counts', async () => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 1, idleTimeout: 0 })
  for (let count = 1; count <= 3; count += 1) {
    const left = once(pool, 'workerDestroy')
    await pool.run(count)
    const { workers } = pool.stats()
    // The thread may have been told to leave by now. Then it is not in the list.
    expect(workers.map(({ seat, jobs }) => ({ seat, jobs }))).toEqual(workers.map(() => ({ seat: 0, jobs: count })))
    await left
  }
})
