// A sticky broadcast: threads born later run it before their first job, until it is withdrawn.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const keepsState = fixture('keeps-state.js')

/** Kills every thread; jobs submitted meanwhile wait for those that come after. */
const replaceAll = (pool) => Promise.all(pool.threads.map((thread) => thread.terminate()))

const knownTo = async (pool) => (await pool.broadcast()).map(({ known }) => known)

test('threads born later run it before their first job', async () => {
  const pool = openPool(keepsState, 2)
  await pool.broadcast('a', { name: 'learn', sticky: true })
  await pool.broadcast('not sticky', { name: 'learn' })
  await pool.broadcast('b', { name: 'learn', sticky: true })
  await replaceAll(pool)
  const runs = await Promise.all(Array.from({ length: 20 }, () => pool.run()))
  expect(runs.map(({ known }) => known)).toEqual(new Array(20).fill(['a', 'b']))
  expect(await knownTo(pool)).toEqual([['a', 'b'], ['a', 'b']])
})

test.each([['its data', 'a'], ['data that comes later', async () => 'a']])('on a thread that runs several jobs at a time none begins before it is done: with %s', async (_, data) => {
  const pool = openPool(keepsState, 1, { concurrentTasksPerWorker: 8 })
  await pool.broadcast(data, { name: 'learnLater', sticky: true })
  await replaceAll(pool)
  const runs = await Promise.all(Array.from({ length: 20 }, () => pool.run()))
  expect(runs.map(({ known }) => known)).toEqual(new Array(20).fill(['a']))
})

test('its thread runs the jobs that it has submitted itself', async () => {
  const pool = openPool(fixture('nests.js'), 1)
  expect(await pool.broadcast({ data: 1, options: { name: 'addOne' } }, { name: 'one', sticky: true })).toEqual([2])
})

test('the data is as it was at the call', async () => {
  const pool = openPool(keepsState, 1)
  const data = { list: [1] }
  await pool.broadcast(data, { name: 'learn', sticky: true })
  data.list.push(2)
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [{ list: [1] }] })
})

test('a function gives each thread its data', async () => {
  const pool = openPool(keepsState, 1)
  let count = 0
  await pool.broadcast(() => ++count, { name: 'learn', sticky: true })
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [2] })
})

test('its signal withdraws it', async () => {
  const pool = openPool(keepsState, 1)
  const controller = new AbortController()
  await pool.broadcast('a', { name: 'learn', sticky: true, signal: controller.signal })
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: ['a'] })
  controller.abort()
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [] })
})

test('one that rejects is withdrawn', async () => {
  const pool = openPool(keepsState, 1)
  await failureOf(pool.broadcast('no', { name: 'refuse', sticky: true }))
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [] })
})

test('one whose signal was aborted before never stands', async () => {
  const pool = openPool(keepsState, 1)
  const options = { name: 'learn', sticky: true, signal: AbortSignal.abort('early') }
  expect(await failureOf(pool.broadcast('a', options))).toMatchObject({ name: 'AbortError', cause: 'early' })
  await replaceAll(pool)
  expect(await pool.run()).toMatchObject({ known: [] })
})

test('what goes wrong on a thread born later is an error event', async () => {
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

test('it stands in a pool whose Workers are still to come', async () => {
  const pool = openPool(2)
  await pool.broadcast('a', { filename: keepsState, name: 'learn', sticky: true })
  await replaceAll(pool)
  expect(await pool.run(undefined, { filename: keepsState })).toMatchObject({ known: ['a'] })
})

test('threads that it kills are replaced after a pause, until it is withdrawn', async () => {
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

test('one after which each thread dies has none started anew at once but the first', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const died = async () => { await once(pool, 'error'); return pool.threads.length }
  const first = died()
  await pool.broadcast(1, { filename: fixture('throws-after.js'), sticky: true })
  expect(await first).toBe(1)
  for (let death = 0; death < 3; death += 1) expect(await died()).toBe(0)
})

test('threads that it keeps for longer than its timeout are replaced after a pause, and close() waits for none', async () => {
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

test('what it does to threads is not held against their file', async () => {
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
  // One fewer than what a file is given up for, and then one that is the file's fault.
  for (let death = 0; death < 6; death += 1) await aDeath()
  controller.abort()
  gate.open()
  const run = pool.run('served')
  await aDeath()
  new Int32Array(gate.buffer)[0] = 0
  expect(await run).toBe('served')
})

test('a thread that it makes larger than maxMemoryPerWorker runs a job all the same', async () => {
  const pool = openPool(fixture('echo.js'), 2, { maxMemoryPerWorker: 1 })
  await pool.broadcast(1, { sticky: true })
  expect(await Promise.all([1, 2, 3, 4, 5].map((data) => pool.run(data)))).toEqual([1, 2, 3, 4, 5])
  await pool.close()
})
