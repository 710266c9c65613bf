// Tests pool.broadcast() in pools whose size changes, and in a pool with a bounded queue.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

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

test('a broadcast is accepted when the queue is full', async () => {
  const pool = openPool(keepsState, 1, { maxQueue: 0, overflow: 'reject' })
  const run = pool.run()
  expect(await pool.broadcast('a', { name: 'learn' })).toHaveLength(1)
  await run
})
