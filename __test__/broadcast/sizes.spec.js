// pool.broadcast() where threads come and go, and where the queue has an end.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const keepsState = fixture('keeps-state.js')

test('with no live thread, one is started for it', async () => {
  const pool = openPool(keepsState, { minThreads: 0, maxThreads: 2 })
  expect(await pool.broadcast('a', { name: 'learn' })).toHaveLength(1)
  expect(await pool.run()).toMatchObject({ known: ['a'] })
})

test('a thread that a pool grows by runs a sticky one before its first job', async () => {
  const pool = openPool(keepsState, { minThreads: 0, maxThreads: 3 })
  await pool.broadcast('a', { name: 'learn', sticky: true })
  const runs = await Promise.all(Array.from({ length: 12 }, () => pool.run()))
  expect(runs.map(({ known }) => known)).toEqual(new Array(12).fill(['a']))
  expect(pool.threads.length).toBeLessThanOrEqual(3)
})

test('a sticky one has the pool start no more threads than its jobs need', async () => {
  const pool = openPool(keepsState, { minThreads: 0, maxThreads: 4 })
  await pool.broadcast('a', { name: 'learn', sticky: true })
  for (let round = 0; round < 10; round += 1) await pool.run()
  expect(pool.threads).toHaveLength(1)
})

test('threads that are told to leave take it first', async () => {
  const pool = openPool(keepsState, 3)
  const sent = pool.broadcast('a', { name: 'learn' })
  await Promise.resolve()
  const resized = pool.resize(1)
  expect(await sent).toHaveLength(3)
  await resized
})

test('it comes in where the queue is full', async () => {
  const pool = openPool(keepsState, 1, { maxQueue: 0, overflow: 'reject' })
  const run = pool.run()
  expect(await pool.broadcast('a', { name: 'learn' })).toHaveLength(1)
  await run
})
