// A pool starts threads while jobs need them, up to its most, and no more.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const waitsAtGate = fixture('waits-at-gate.js')
const size = { minThreads: 1, maxThreads: 3 }

/** Jobs that each hold a thread until the gate opens. */
function hold (pool, count) {
  const gate = new Gate()
  const runs = Array.from({ length: count }, (_, value) => pool.run({ gate: gate.buffer, value }, { filename: waitsAtGate }))
  return { gate, runs }
}

test('a pool starts minThreads at once', () => {
  const pool = openPool(echo, size)
  expect(pool.threads).toHaveLength(1)
  expect(pool.idleThreads).toBe(1)
  expect(pool.options).toMatchObject({ minThreads: 1, maxThreads: 3, threads: 3 })
})

test('jobs that no thread is free for start threads, up to maxThreads', async () => {
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

test('jobs one after the other need one thread', async () => {
  const pool = openPool(echo, size)
  for (let number = 0; number < 500; number += 1) expect(await pool.run(number)).toBe(number)
  expect(pool.threads).toHaveLength(1)
})

test.each([
  ['by value', 1],
  ['lazily', () => 1]
])('a pool with minThreads 0 starts a thread for its first job: %s', async (_, data) => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 2 })
  expect(pool.threads).toEqual([])
  expect(await pool.run(data)).toBe(1)
  expect(pool.threads).toHaveLength(1)
})

test('nested jobs that no thread is free for start threads, up to maxThreads', async () => {
  const pool = openPool(fixture('nests.js'), size)
  const gate = new Gate()
  const jobs = [0, 1, 2, 3].map((value) => ({ gate: gate.buffer, value }))
  const run = pool.run({ jobs, filename: waitsAtGate }, { name: 'all' })
  await gate.reachedBy(3)
  expect(pool.threads).toHaveLength(3)
  gate.open()
  expect(await run).toEqual([0, 1, 2, 3])
})

test('a recursion that waits for one nested job after the other needs one thread', async () => {
  const pool = openPool(fixture('nests.js'), size)
  expect(await pool.run(200, { name: 'down' })).toBe(200)
  expect(pool.threads).toHaveLength(1)
})

test('threads that nested jobs needed leave when they are idle', async () => {
  const pool = openPool(fixture('nests.js'), { ...size, idleTimeout: 1 })
  const left = new Promise((resolve) => pool.on('workerDestroy', () => { if (pool.threads.length === 1) resolve() }))
  const gate = new Gate()
  const run = pool.run({ jobs: [1, 2, 3].map((value) => ({ gate: gate.buffer, value })), filename: waitsAtGate }, { name: 'all' })
  await gate.reachedBy(3)
  gate.open()
  expect(await run).toEqual([1, 2, 3])
  await left
  expect(await pool.run(3, { name: 'down' })).toBe(3)
})

test('a pool with minThreads 0 that was never used closes', async () => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 2 })
  expect(await pool.close()).toBeUndefined()
})

test('a native pool grows too', async () => {
  const pool = openPool('native:sum', size)
  expect(pool.threads).toHaveLength(1)
  const sums = Array.from({ length: 50 }, (_, number) => pool.run(Float64Array.of(number, 1)))
  expect(pool.threads).toHaveLength(3)
  expect(await Promise.all(sums)).toEqual(sums.map((_, number) => number + 1))
})

test('a native pool whose threads make place for Workers goes on with its limits', async () => {
  const pool = openPool('native:sum', { minThreads: 0, maxThreads: 2 })
  const runs = Array.from({ length: 6 }, (_, number) => pool.run(number, { filename: echo }))
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, 4, 5])
  expect(pool.threads).toHaveLength(2)
})

test('every thread is told of by workerCreate, and by workerDestroy when it has ended', async () => {
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

test('threads that are killed while the pool grows take their own jobs with them, and no other', async () => {
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

test('a file that ends its thread while it is loaded fails the jobs of a pool that starts its threads on demand', async () => {
  const pool = openPool(fixture('exits-at-load.js'), { minThreads: 0, maxThreads: 2 })
  const errors = await Promise.all([1, 2, 3].map((number) => failureOf(pool.run(number))))
  expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('ERR_OXPOOL_WORKER_FILE'))
})

test('a thread that Node refuses to start fails the jobs of a pool that starts its threads on demand', async () => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 2, execArgv: ['--no-such-option'] })
  expect((await failureOf(pool.run(1))).code).toBe('ERR_WORKER_INVALID_EXEC_ARGV')
  expect((await failureOf(pool.run(2))).code).toBe('ERR_WORKER_INVALID_EXEC_ARGV')
})
