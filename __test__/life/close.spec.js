// Tests that close() finishes accepted jobs, refuses later ones, and emits one event.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

test('close() waits for running and queued jobs', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 2)
  const settled = []
  const runs = Array.from({ length: 20 }, (_, number) =>
    pool.run(number % 2 ? number : () => number).then((value) => settled.push(value)))
  const closing = pool.close().then(() => settled.push('closed'))
  gate.open()
  await Promise.all([...holders, ...runs, closing])
  expect(settled).toHaveLength(21)
  expect(settled.at(-1)).toBe('closed')
  expect(settled.slice(0, 20).sort((a, b) => a - b)).toEqual(runs.map((_, number) => number))
})

test('after close(), run() rejects with ERR_OXPOOL_CLOSED, while accepted jobs still run', async () => {
  const { pool, gate, holders: [holder] } = await openHeldPool(echo, 1)
  const queued = pool.run('accepted')
  const closing = pool.close()
  expect(await failureOf(pool.run(1))).toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
  gate.open()
  await holder
  expect(await queued).toBe('accepted')
  await closing
  expect(await failureOf(pool.run(1))).toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
})

const ends = {
  'close()': (pool) => pool.close(),
  'close({ force: true })': (pool) => pool.close({ force: true }),
  'destroy()': (pool) => pool.destroy()
}
const pairs = Object.keys(ends).flatMap((first) => Object.keys(ends).map((second) => [first, second]))

test.each(pairs)('%s followed by %s returns the same promise', async (first, second) => {
  const pool = openPool(echo, 1)
  const promise = ends[first](pool)
  expect(ends[second](pool)).toBe(promise)
  await promise
  expect(ends[second](pool)).toBe(promise)
})

test.each(Object.keys(ends))('%s resolves to undefined in a pool that never ran a job', async (end) => {
  for (const filename of [echo, 'native:sort', undefined]) {
    const pool = filename === undefined ? openPool(2) : openPool(filename, 2)
    expect(await ends[end](pool)).toBe(undefined)
  }
})

test.each(Object.keys(ends))('%s emits close once and leaves no threads', async (end) => {
  const pool = openPool(echo, 2)
  const onClose = jest.fn()
  pool.on('close', onClose)
  await pool.run(1)
  const closed = once(pool, 'close')
  await ends[end](pool)
  await closed
  await pool.close()
  expect(onClose).toHaveBeenCalledTimes(1)
  expect(pool.threads).toEqual([])
})

test.each(Object.keys(ends))('%s emits close before its promise is fulfilled', async (end) => {
  const pool = openPool(echo, 1)
  const told = []
  pool.on('close', () => told.push('event'))
  await ends[end](pool).then(() => told.push('promise'))
  expect(told).toEqual(['event', 'promise'])
})

test('close() emits workerDestroy for each thread before close', async () => {
  const pool = openPool(echo, 2)
  const workers = pool.threads
  const told = []
  pool.on('workerDestroy', (worker) => told.push(worker))
  pool.on('close', () => told.push('close'))
  await pool.run(1)
  await pool.close()
  expect(told).toHaveLength(3)
  expect(told).toEqual([...workers.map(() => expect.anything()), 'close'])
  expect(new Set(told.slice(0, 2))).toEqual(new Set(workers))
})

test('close() finishes the jobs of native threads too', async () => {
  const pool = openPool('native:sum', 2)
  const runs = Array.from({ length: 100 }, (_, number) => pool.run(Int32Array.of(number, number)))
  await pool.close()
  expect(await Promise.all(runs)).toEqual(runs.map((_, number) => number * 2))
})

test.each([
  ['asyncDispose', 'nodejs.asyncDispose'],
  ['dispose', 'nodejs.dispose']
])('Symbol.%s closes the pool', async (name, fallback) => {
  const pool = openPool(echo, 1)
  const accepted = pool.run(1)
  const returned = pool[Symbol[name] ?? Symbol.for(fallback)]()
  expect(returned).toBe(name === 'asyncDispose' ? pool.close() : undefined)
  expect(await failureOf(pool.run(1))).toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
  expect(await accepted).toBe(1)
  await pool.close()
})

test('close() settles when it is called in a listener of the pool', async () => {
  const pool = openPool(fixture('posts-at-load.js'), 1)
  await new Promise((resolve) => pool.once('message', () => resolve(pool.close())))
})

test('close() terminates threads that are still loading their file after abortGrace, if no job is left', async () => {
  const loads = new Gate()
  const pool = openPool(fixture('loads-for-ever.js'), 2, { abortGrace: 10, workerData: loads.buffer })
  await loads.reachedBy(2)
  await pool.close()
  expect(pool.threads).toEqual([])
})
