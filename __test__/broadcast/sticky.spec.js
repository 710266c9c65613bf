// Tests sticky broadcasts: threads started later run one before their first job, until it is withdrawn.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const keepsState = fixture('keeps-state.js')

/** Terminates every thread. Jobs submitted in the meantime wait for the replacements. */
const replaceAll = (pool) => Promise.all(pool.threads.map((thread) => thread.terminate()))

const knownTo = async (pool) => (await pool.broadcast()).map(({ known }) => known)

test('threads started later run sticky broadcasts before their first job', async () => {
  const pool = openPool(keepsState, 2)
  await pool.broadcast('a', { name: 'learn', sticky: true })
  await pool.broadcast('not sticky', { name: 'learn' })
  await pool.broadcast('b', { name: 'learn', sticky: true })
  await replaceAll(pool)
  const runs = await Promise.all(Array.from({ length: 20 }, () => pool.run()))
  expect(runs.map(({ known }) => known)).toEqual(new Array(20).fill(['a', 'b']))
  expect(await knownTo(pool)).toEqual([['a', 'b'], ['a', 'b']])
})

test.each([
  ['its data', 'a'],
  ['data that comes later', async () => 'a']
])('with 8 jobs at a time, none starts before the sticky broadcast of its thread is done: with %s', async (_, data) => {
  const pool = openPool(keepsState, 1, { concurrentTasksPerWorker: 8 })
  await pool.broadcast(data, { name: 'learnLater', sticky: true })
  await replaceAll(pool)
  const runs = await Promise.all(Array.from({ length: 20 }, () => pool.run()))
  expect(runs.map(({ known }) => known)).toEqual(new Array(20).fill(['a']))
})

test('a sticky broadcast may wait for nested jobs on its own thread', async () => {
  const pool = openPool(fixture('nests.js'), 1)
  expect(await pool.broadcast({ data: 1, options: { name: 'addOne' } }, { name: 'one', sticky: true })).toEqual([2])
})

test('threads started later get the data as it was at the call', async () => {
  const pool = openPool(keepsState, 1)
  const data = { list: [1] }
  await pool.broadcast(data, { name: 'learn', sticky: true })
  data.list.push(2)
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [{ list: [1] }] })
})

test('getData is called for each thread, also for one started later', async () => {
  const pool = openPool(keepsState, 1)
  let count = 0
  await pool.broadcast(() => ++count, { name: 'learn', sticky: true })
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [2] })
})

test('an aborted signal withdraws a sticky broadcast', async () => {
  const pool = openPool(keepsState, 1)
  const controller = new AbortController()
  await pool.broadcast('a', { name: 'learn', sticky: true, signal: controller.signal })
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: ['a'] })
  controller.abort()
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [] })
})

test('a sticky broadcast that rejects is withdrawn', async () => {
  const pool = openPool(keepsState, 1)
  await failureOf(pool.broadcast('no', { name: 'refuse', sticky: true }))
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [] })
})

test('a sticky broadcast whose signal was aborted before the call is never kept', async () => {
  const pool = openPool(keepsState, 1)
  const options = { name: 'learn', sticky: true, signal: AbortSignal.abort('early') }
  expect(await failureOf(pool.broadcast('a', options))).toMatchObject({ name: 'AbortError', cause: 'early' })
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [] })
})

test('a failure on a thread started later is an error event', async () => {
  const pool = openPool(keepsState, 1)
  await pool.broadcast(() => 'a', { name: 'learn', sticky: true })
  let isBroken = false
  const options = { name: 'learn', sticky: true }
  await pool.broadcast(() => { if (isBroken) throw new RangeError('no data') }, options)
  isBroken = true
  const failed = once(pool, 'workerCreate').then(() => once(pool, 'error'))
  await replaceAll(pool)
  expect((await failed)[0]).toMatchObject({ name: 'RangeError', message: 'no data' })
  expect(await pool.run()).toMatchObject({ known: ['a'] })
})

test('a thread that is terminated before its sticky broadcast is no error, and the next one runs it', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(8))
  Atomics.store(cells, 0, 1)
  const pool = openPool(fixture('loads-at-gate.js'), 1, { workerData: cells })
  const errors = []
  pool.on('error', (error) => errors.push(error))
  await pool.broadcast('a', { filename: keepsState, name: 'learn', sticky: true })
  Atomics.store(cells, 0, 0)
  for (let loads = 2; loads < 5; loads += 1) {
    await replaceAll(pool)
    await untilTrue(() => Atomics.load(cells, 1) === loads)
  }
  Atomics.store(cells, 0, 1)
  Atomics.notify(cells, 0)
  expect(await pool.run(undefined, { filename: keepsState })).toMatchObject({ known: ['a'] })
  expect(errors).toEqual([])
})

test('a sticky broadcast is kept in a pool whose Workers have not started yet', async () => {
  const pool = openPool(2)
  await pool.broadcast('a', { filename: keepsState, name: 'learn', sticky: true })
  await replaceAll(pool)
  expect(await pool.run(undefined, { filename: keepsState })).toMatchObject({ known: ['a'] })
})

test('threads that a sticky broadcast kills are replaced after a pause, until it is withdrawn', async () => {
  const pool = openPool(keepsState, 1)
  pool.on('error', () => {})
  const aDeath = () => new Promise((resolve) => pool.once('workerDestroy', resolve))
  const controller = new AbortController()
  let isDeadly = false
  await pool.broadcast(() => { if (isDeadly) return 3 }, { name: 'leaveIf', sticky: true, signal: controller.signal })
  isDeadly = true
  pool.threads[0].terminate()
  await aDeath()
  for (let death = 0; death < 3; death += 1) {
    await aDeath()
    expect(pool.threads).toEqual([])
  }
  controller.abort()
  expect(await pool.run()).toMatchObject({ known: [] })
})

test('if each thread dies after a sticky broadcast, only the first one is replaced at once', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const died = async () => { await once(pool, 'error'); return pool.threads.length }
  const first = died()
  await pool.broadcast(1, { filename: fixture('throws-after.js'), sticky: true })
  expect(await first).toBe(1)
  for (let death = 0; death < 3; death += 1) expect(await died()).toBe(0)
})

test('threads on which a sticky broadcast times out are replaced after a pause; close() does not wait', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 1, { abortGrace: 0 })
  pool.on('error', () => {})
  const gate = new Gate()
  gate.open()
  await pool.run({ gate: gate.buffer })
  await pool.broadcast({ gate: gate.buffer }, { sticky: true, timeout: 1000 })
  new Int32Array(gate.buffer)[0] = 0
  const aDeath = () => new Promise((resolve) => pool.once('workerDestroy', resolve))
  pool.threads[0].terminate()
  await aDeath()
  for (let death = 0; death < 2; death += 1) {
    await aDeath()
    expect(pool.threads).toEqual([])
  }
  await pool.close()
})

test('deaths caused by a sticky broadcast do not count against the worker file', async () => {
  const gate = new Gate()
  const pool = openPool(fixture('exits-at-load-when-open.js'), 1, { workerData: gate.buffer })
  pool.on('error', () => {})
  const aDeath = () => new Promise((resolve) => pool.once('workerDestroy', resolve))
  const controller = new AbortController()
  let isDeadly = false
  const options = { filename: keepsState, name: 'leaveIf', sticky: true, signal: controller.signal }
  await pool.broadcast(() => { if (isDeadly) return 3 }, options)
  isDeadly = true
  pool.threads[0].terminate()
  // One death is by terminate() and five are by the broadcast: one fewer than the limit of six. The next is the file's.
  for (let death = 0; death < 6; death += 1) await aDeath()
  controller.abort()
  gate.open()
  const run = pool.run('served')
  await aDeath()
  new Int32Array(gate.buffer)[0] = 0
  expect(await run).toBe('served')
})

test('a thread that a sticky broadcast makes larger than maxMemoryPerWorker still runs a job', async () => {
  const pool = openPool(fixture('echo.js'), 2, { maxMemoryPerWorker: 1 })
  await pool.broadcast(1, { sticky: true })
  expect(await Promise.all([1, 2, 3, 4, 5].map((data) => pool.run(data)))).toEqual([1, 2, 3, 4, 5])
  await pool.close()
})
