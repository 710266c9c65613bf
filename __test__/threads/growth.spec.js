// Tests that a pool starts threads when jobs need them, up to maxThreads, and no threads that no job needs.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const waitsAtGate = fixture('waits-at-gate.js')
const size = { minThreads: 1, maxThreads: 3 }

/** Submits jobs that each hold a thread until the gate opens. */
function hold (pool, count) {
  const gate = new Gate()
  const runs = Array.from({ length: count }, (_, value) =>
    pool.run({ gate: gate.buffer, value }, { filename: waitsAtGate }))
  return { gate, runs }
}

test('a pool starts minThreads at once', () => {
  const pool = openPool(echo, size)
  expect(pool.threads).toHaveLength(1)
  expect(pool.idleThreads).toBe(1)
  expect(pool.options).toMatchObject({ minThreads: 1, maxThreads: 3, threads: 3 })
})

test('jobs that find no free thread make the pool start threads, up to maxThreads', async () => {
  const pool = openPool(echo, size)
  const { gate, runs } = hold(pool, 5)
  expect(pool.threads).toHaveLength(3)
  expect(pool.idleThreads).toBe(0)
  await gate.reachedBy(3)
  expect(pool.queueSize).toBe(2)
  gate.open()
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, 4])
  expect(pool.threads).toHaveLength(3)
  expect(pool.idleThreads).toBe(3)
})

test('jobs that run one after the other need only one thread', async () => {
  const pool = openPool(echo, size)
  for (let number = 0; number < 500; number += 1) expect(await pool.run(number)).toBe(number)
  expect(pool.threads).toHaveLength(1)
})

test.each([
  ['data as a value', 1],
  ['data by getData', () => 1]
])('a pool with minThreads 0 starts a thread for its first job: %s', async (_, data) => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 2 })
  expect(pool.threads).toEqual([])
  expect(await pool.run(data)).toBe(1)
  expect(pool.threads).toHaveLength(1)
})

test('nested jobs that find no free thread make the pool start threads, up to maxThreads', async () => {
  const pool = openPool(fixture('nests.js'), size)
  const gate = new Gate()
  const jobs = [0, 1, 2, 3].map((value) => ({ gate: gate.buffer, value }))
  const run = pool.run({ jobs, filename: waitsAtGate }, { name: 'all' })
  await gate.reachedBy(3)
  expect(pool.threads).toHaveLength(3)
  gate.open()
  expect(await run).toEqual([0, 1, 2, 3])
})

test('a recursion that waits for one nested job after the other needs only one thread', async () => {
  const pool = openPool(fixture('nests.js'), size)
  expect(await pool.run(200, { name: 'down' })).toBe(200)
  expect(pool.threads).toHaveLength(1)
})

test('threads that were started for nested jobs exit when they are idle', async () => {
  const pool = openPool(fixture('nests.js'), { ...size, idleTimeout: 1 })
  const left = new Promise((resolve) => pool.on('workerDestroy', () => { if (pool.threads.length === 1) resolve() }))
  const gate = new Gate()
  const jobs = [1, 2, 3].map((value) => ({ gate: gate.buffer, value }))
  const run = pool.run({ jobs, filename: waitsAtGate }, { name: 'all' })
  await gate.reachedBy(3)
  gate.open()
  expect(await run).toEqual([1, 2, 3])
  await left
  expect(await pool.run(3, { name: 'down' })).toBe(3)
})

test('a pool with minThreads 0 that was never used can be closed', async () => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 2 })
  expect(await pool.close()).toBeUndefined()
})

test('a native pool starts threads up to maxThreads too', async () => {
  const pool = openPool('native:sum', size)
  expect(pool.threads).toHaveLength(1)
  const sums = Array.from({ length: 50 }, (_, number) => pool.run(Float64Array.of(number, 1)))
  expect(pool.threads).toHaveLength(3)
  expect(await Promise.all(sums)).toEqual(sums.map((_, number) => number + 1))
})

test('a native pool keeps its thread limits when Workers replace its plain threads', async () => {
  const pool = openPool('native:sum', { minThreads: 0, maxThreads: 2 })
  const runs = Array.from({ length: 6 }, (_, number) => pool.run(number, { filename: echo }))
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, 4, 5])
  expect(pool.threads).toHaveLength(2)
})

test('every thread has a workerCreate event, and a workerDestroy event when it has ended', async () => {
  const pool = openPool(echo, size)
  const alive = new Set()
  let created = 0
  pool.on('workerCreate', (worker) => { alive.add(worker); created += 1 })
  pool.on('workerDestroy', (worker) => { expect(alive.delete(worker)).toBe(true) })
  await Promise.all(Array.from({ length: 20 }, (_, number) => pool.run(number)))
  expect(new Set(pool.threads)).toEqual(alive)
  await pool.close()
  expect({ created, left: alive.size, threads: pool.threads }).toEqual({ created: 3, left: 0, threads: [] })
})

test('if threads are terminated while the pool grows, only the jobs that they run reject', async () => {
  const pool = openPool(echo, size)
  const runs = Array.from({ length: 60 }, (_, number) => pool.run(number))
  for (const worker of pool.threads) worker.terminate()
  const outcomes = await Promise.allSettled(runs)
  for (const [number, { value, reason }] of outcomes.entries()) {
    if (reason === undefined) expect(value).toBe(number)
    else expect(reason.code).toBe('ERR_OXPOOL_WORKER_CRASH')
  }
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeLessThanOrEqual(3)
  expect(await pool.run('after')).toBe('after')
})

test('with minThreads 0, jobs reject if the worker file ends its thread while it is loaded', async () => {
  const pool = openPool(fixture('exits-at-load.js'), { minThreads: 0, maxThreads: 2 })
  const errors = await Promise.all([1, 2, 3].map((number) => failureOf(pool.run(number))))
  expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('ERR_OXPOOL_WORKER_FILE'))
})

test('with minThreads 0, jobs reject if Node refuses to start a thread', async () => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 2, execArgv: ['--no-such-option'] })
  expect((await failureOf(pool.run(1))).code).toBe('ERR_WORKER_INVALID_EXEC_ARGV')
  expect((await failureOf(pool.run(2))).code).toBe('ERR_WORKER_INVALID_EXEC_ARGV')
})
