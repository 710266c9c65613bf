// Tests resize(), which changes the number of threads, both of busy pools and of idle pools.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const echo = fixture('echo.js')

describe.each([
  ['Workers', echo],
  ['plain threads', 'native:sum']
])('%s', (_, filename) => {
  test('resize() starts threads, and makes threads exit', async () => {
    const pool = openPool(filename, 1)
    expect(await pool.resize(4)).toBeUndefined()
    expect(pool.threads).toHaveLength(4)
    await pool.resize({ threads: 3 })
    expect(pool.threads).toHaveLength(3)
    await pool.resize(2)
    expect(pool.threads).toHaveLength(2)
    expect(pool.options).toMatchObject({ threads: 2, minThreads: 2, maxThreads: 2 })
    expect(await pool.run(Int8Array.of(1, 2), { filename: 'native:sum' })).toBe(3)
  })

  test('a limit that is not given stays, or is adjusted to the other limit', async () => {
    const pool = openPool(filename, { minThreads: 2, maxThreads: 3 })
    await pool.resize({ maxThreads: 1 })
    expect(pool.options).toMatchObject({ minThreads: 1, maxThreads: 1 })
    expect(pool.threads).toHaveLength(1)
    await pool.resize({ minThreads: 2 })
    expect(pool.options).toMatchObject({ minThreads: 2, maxThreads: 2 })
    await pool.resize({ minThreads: 0, maxThreads: 4 })
    expect(pool.options).toMatchObject({ minThreads: 0, maxThreads: 4 })
    expect(pool.threads).toHaveLength(2)
  })

  test('the last of several calls decides the size', async () => {
    const pool = openPool(filename, 2)
    await Promise.all([pool.resize(1), pool.resize(4), pool.resize(3)])
    expect(pool.threads).toHaveLength(3)
  })
})

test('shrinking waits for running jobs, and no queued job is lost', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 3)
  const gate = new Gate()
  const runs = Array.from({ length: 8 }, (_, value) => pool.run({ gate: gate.buffer, value }))
  await gate.reachedBy(3)
  let isDone = false
  const resized = pool.resize(1).then(() => { isDone = true })
  expect(pool.threads).toHaveLength(1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(isDone).toBe(false)
  gate.open()
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  await resized
  expect(pool.threads).toHaveLength(1)
})

test('shrinking removes idle threads first', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 3)
  const gate = new Gate()
  await pool.broadcast(1, { filename: echo })
  const run = pool.run({ gate: gate.buffer, value: 'held' })
  await gate.reachedBy(1)
  await untilTrue(() => pool.stats().asleep === 2)
  await pool.resize(1)
  gate.open()
  expect(await run).toBe('held')
})

test.each([
  ['Workers', echo, (number) => number, (number) => number, [1, 4, 2, 3, 1, 5, 1]],
  [
    'plain threads',
    'native:sum',
    (number) => Int8Array.of(number, 1),
    (number) => number + 1,
    Array.from({ length: 60 }, (_, at) => 1 + at * 7 % 5)
  ]
])('every job runs while the pool is resized again and again: %s', async (_, filename, data, result, sizes) => {
  const pool = openPool(filename, 2)
  const runs = []
  for (const size of sizes) {
    for (let number = 0; number < 50; number += 1) {
      runs.push(pool.run(data(number)).then((value) => expect(value).toBe(result(number))))
    }
    await pool.resize(size)
    expect(pool.threads).toHaveLength(size)
  }
  await Promise.all(runs)
})

test('a native pool that is resized while Workers replace its plain threads gets the new size', async () => {
  const pool = openPool('native:sum', 1)
  const run = pool.run(7, { filename: echo })
  await pool.resize(2)
  expect(pool.threads).toHaveLength(2)
  expect(await run).toBe(7)
})

test('close() lets a pending resize() resolve, and later calls of resize() reject', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 2)
  const gate = new Gate()
  const runs = [pool.run({ gate: gate.buffer }), pool.run({ gate: gate.buffer })]
  await gate.reachedBy(2)
  const resized = pool.resize(1)
  const closed = pool.close()
  expect((await failureOf(pool.resize(3))).code).toBe('ERR_OXPOOL_CLOSED')
  gate.open()
  await Promise.all([...runs, resized, closed])
  expect(pool.threads).toEqual([])
})

test('a process stays alive until resize() has resolved', async () => {
  const { runChild } = require('../helpers/child.js')
  const program = `
    const { WorkerPool } = require('..')
    new WorkerPool(${JSON.stringify(echo)}, 3).resize(1).then(() => console.log('done'))`
  expect(await runChild('-e', program)).toEqual({ code: 0, signal: null, stdout: 'done\n', stderr: '' })
})

test('resize() resolves without threads in a pool whose worker file was given up', async () => {
  const pool = openPool(fixture('exits-at-load.js'), 1)
  await failureOf(pool.run(1))
  await pool.resize(2)
  expect(pool.threads).toEqual([])
})

test('shrinking keeps a live thread rather than a dead one that waits for its restart', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 2)
  const gate = new Gate()
  const held = pool.run({ gate: gate.buffer, value: 'held' })
  await gate.reachedBy(1)
  for (let death = 0; death < 2; death += 1) await failureOf(pool.run(3, { filename: fixture('exits.js') }))
  const { threads } = pool
  expect(threads).toHaveLength(1)
  await pool.resize(1)
  expect(pool.threads).toEqual(threads)
  gate.open()
  expect(await held).toBe('held')
  expect(pool.threads).toEqual(threads)
})
