// Tests the properties and counts by which a pool can be watched from outside.
'use strict'

const { Worker } = require('node:worker_threads')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

test('the threads of a script pool are Node\'s Worker objects', () => {
  const { threads } = openPool(echo, 3)
  expect(threads).toEqual([expect.any(Worker), expect.any(Worker), expect.any(Worker)])
})

test('threads is a copy: changing the array does not change the pool', async () => {
  const pool = openPool(echo, 1)
  pool.threads.length = 0
  expect(pool.threads).toHaveLength(1)
})

test('pending counts jobs from run() until they settle, and completed counts them from then on', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 2)
  const runs = [pool.run(1), pool.run(() => 2), failureOf(pool.run(Symbol('s')))]
  await runs[2]
  expect(pool.pending).toBe(4)
  gate.open()
  await Promise.all([...holders, ...runs])
  expect(pool.pending).toBe(0)
  await pool.run(3)
  expect(pool.completed).toBeGreaterThanOrEqual(5)
})

test('a job that fails is no longer pending', async () => {
  const pool = openPool(fixture('throws.js'), 1)
  await failureOf(pool.run('Error'))
  expect(pool.pending).toBe(0)
})

test('stats() has the label of its pool', () => {
  expect(openPool(1, { label: 'images' }).stats().label).toBe('images')
  expect(openPool(1).stats().label).toBe(undefined)
})

describe.each([
  ['a script pool', () => openPool(echo, 2)],
  ['a native pool', () => openPool('native:sort', 2)]
])('%s', (_, open) => {
  test('stats() returns one plain object of counts', async () => {
    const pool = open()
    await Promise.all([1, 2, 3].map(() => pool.run(Int8Array.of(2, 1))))
    const stats = pool.stats()
    expect(Object.getPrototypeOf(stats)).toBe(Object.prototype)
    expect(stats).toMatchObject({ threads: 2, pending: 0, completed: 3, jobs: 3 })
    for (const name of ['steals', 'parks', 'searching', 'asleep']) expect(stats[name]).toBeGreaterThanOrEqual(0)
    expect(stats.searching + stats.asleep).toBeLessThanOrEqual(2)
  })

  test('stats() returns a snapshot that does not change later', async () => {
    const pool = open()
    const stats = pool.stats()
    await pool.run(Int8Array.of(2, 1))
    expect(stats.completed).toBe(0)
  })
})
