// Tests pool.broadcast() in pools whose size changes, and in a pool with a bounded queue.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const keepsState = fixture('keeps-state.js')

test('a broadcast starts a thread if none is live', async () => {
  const pool = openPool(keepsState, { minThreads: 0, maxThreads: 2 })
  expect(await pool.broadcast('a', { name: 'learn' })).toHaveLength(1)
  expect(await pool.run()).toMatchObject({ known: ['a'] })
})

test('a thread that is added runs a sticky broadcast before its first job', async () => {
  const pool = openPool(keepsState, { minThreads: 0, maxThreads: 3 })
  await pool.broadcast('a', { name: 'learn', sticky: true })
  const runs = await Promise.all(Array.from({ length: 12 }, () => pool.run()))
  expect(runs.map(({ known }) => known)).toEqual(new Array(12).fill(['a']))
  expect(pool.threads.length).toBeLessThanOrEqual(3)
})

test('a sticky broadcast does not make the pool start more threads than its jobs need', async () => {
  const pool = openPool(keepsState, { minThreads: 0, maxThreads: 4 })
  await pool.broadcast('a', { name: 'learn', sticky: true })
  for (let round = 0; round < 10; round += 1) await pool.run()
  expect(pool.threads).toHaveLength(1)
})

test('threads that a resize() removes run a broadcast first', async () => {
  const pool = openPool(keepsState, 3)
  const sent = pool.broadcast('a', { name: 'learn' })
  await Promise.resolve()
  const resized = pool.resize(1)
  expect(await sent).toHaveLength(3)
  await resized
})

test.each([false, true])('a thread that recycle() replaces runs a broadcast first: sticky %p', async (sticky) => {
  const cells = new Int32Array(new SharedArrayBuffer(8))
  Atomics.store(cells, 0, 1)
  const pool = openPool(fixture('loads-at-gate.js'), 1, { workerData: cells })
  await pool.run()
  Atomics.store(cells, 0, 0)
  const recycled = pool.recycle()
  await untilTrue(() => Atomics.load(cells, 1) === 2)
  // The new thread can't take the job yet.
  const sent = pool.broadcast('a', { filename: keepsState, name: 'learn', sticky })
  const { known } = await pool.run(undefined, { filename: keepsState })
  expect(known).toEqual(['a'])
  Atomics.store(cells, 0, 1)
  Atomics.notify(cells, 0)
  expect(await sent).toEqual([pool.threads[0].threadId])
  await recycled
})

test('a broadcast is accepted when the queue is full', async () => {
  const pool = openPool(keepsState, 1, { maxQueue: 0, overflow: 'reject' })
  const run = pool.run()
  expect(await pool.broadcast('a', { name: 'learn' })).toHaveLength(1)
  await run
})
