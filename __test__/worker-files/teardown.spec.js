// Tests the export named `teardown`: it is called before a thread leaves by itself, and not when it is terminated.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

/** Opens a pool whose threads count their teardowns. */
function open (file, threads, { how = 'awaits', ...options } = {}) {
  const cells = new Int32Array(new SharedArrayBuffer(12))
  const pool = openPool(fixture(file), { threads, ...options, workerData: { cells, how } })
  return { pool, begun: () => Atomics.load(cells, 1), ended: () => Atomics.load(cells, 2) }
}

test.each([
  ['a CommonJS file', 'tears-down.js'],
  ['a module', 'tears-down.mjs'],
  ['a default export', 'tears-down-default.mjs'],
  ['exports that are a promise', 'tears-down-promised.js'],
  ['a file that listens to messages', 'tears-down-messages.js']
])('close() awaits the teardown of %s on each thread', async (_, file) => {
  const { pool, ended } = open(file, 2)
  expect(await pool.run(1)).toBe(1)
  expect(ended()).toBe(0)
  await pool.close()
  expect(ended()).toBe(2)
})

test('every file that a thread has loaded may have one', async () => {
  const { pool, ended } = open('tears-down.js', 1)
  await pool.run(1, { filename: fixture('tears-down.mjs') })
  await pool.run(1, { filename: fixture('echo.js') })
  await pool.close()
  expect(ended()).toBe(2)
})

test.each([
  ['is replaced by recycle()', (pool) => pool.recycle(), {}],
  ['is dismissed by resize()', (pool) => pool.resize(1), { threads: undefined, minThreads: 2, maxThreads: 2 }],
  ['has been idle for idleTimeout', () => {}, { threads: undefined, minThreads: 1, maxThreads: 2, idleTimeout: 1 }],
  ['has had maxTasksPerWorker jobs', () => {}, { maxTasksPerWorker: 1 }],
  ['has more than maxMemoryPerWorker', () => {}, { maxMemoryPerWorker: 1 }]
])('a teardown is awaited when a thread %s', async (_, deed, options) => {
  const { pool, ended } = open('tears-down.js', 2, options)
  const gone = once(pool, 'workerDestroy')
  await Promise.all([pool.run(1), pool.run(2)])
  await deed(pool)
  await gone
  expect(ended()).toBeGreaterThan(0)
})

test('a thread that stands by is torn down when the pool closes', async () => {
  const { pool, ended } = open('tears-down.js', 1)
  await pool.run(1)
  await pool.threads[0].terminate()
  await pool.run(1)
  await pool.close()
  expect(ended()).toBeGreaterThan(0)
})

test('no teardown is called on a thread that is terminated', async () => {
  const { pool, begun } = open('tears-down.js', 2, { abortGrace: 0 })
  await Promise.all([pool.run(1), pool.run(2)])
  await pool.threads[0].terminate()
  const gate = new Gate()
  const controller = new AbortController()
  const filename = fixture('waits-at-gate.js')
  const run = failureOf(pool.run({ gate: gate.buffer }, { filename, signal: controller.signal }))
  await gate.reachedBy(1)
  const destroyed = once(pool, 'workerDestroy')
  controller.abort()
  await run
  await destroyed
  await pool.destroy()
  expect(begun()).toBe(0)
})

test('what a teardown throws is an error event of the pool, and the thread leaves', async () => {
  const { pool, begun } = open('tears-down.js', 1, { how: 'throws' })
  const error = once(pool, 'error')
  await pool.run(1)
  await Promise.all([pool.close(), error])
  expect((await error)[0]).toBeInstanceOf(RangeError)
  expect((await error)[0]).toMatchObject({ message: 'no teardown', code: 'E_TEARDOWN' })
  expect(begun()).toBe(1)
})

test.each([
  ['awaits for ever', 'hangs'],
  ['blocks its thread', 'blocks']
])('a teardown that %s is given up', async (_, how) => {
  const { pool, begun, ended } = open('tears-down.js', 1, { how, abortGrace: 1 })
  await pool.run(1)
  await pool.close()
  expect([begun(), ended()]).toEqual([1, 0])
})

test('the thread that replaces one in its teardown takes jobs meanwhile', async () => {
  const { pool, begun, ended } = open('tears-down.js', 1, { how: 'hangs', abortGrace: 1e6, maxTasksPerWorker: 1 })
  expect(await pool.run(1)).toBe(1)
  await untilTrue(() => begun() === 1)
  expect(await pool.run(2)).toBe(2)
  expect(ended()).toBe(0)
})
