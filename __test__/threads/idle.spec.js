// Tests that threads above minThreads exit after they have been idle for idleTimeout, and that no job is lost by it.
'use strict'

const { once } = require('node:events')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')
const { until, untilTrue } = require('../helpers/until.js')

const echo = fixture('echo.js')

const many = (pool, count = 20) => Promise.all(Array.from({ length: count }, (_, number) => pool.run(number)))

test('idle threads above minThreads exit, and are started again when jobs need them', async () => {
  const pool = openPool(echo, { minThreads: 1, maxThreads: 3, idleTimeout: 1 })
  let ended = 0
  pool.on('workerDestroy', () => { ended += 1 })
  for (const round of [1, 2]) {
    await many(pool)
    await until(pool, 'workerDestroy', () => ended === 2 * round)
    expect(pool.threads).toHaveLength(1)
  }
})

test('with minThreads 0 the last idle thread exits too', async () => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 2, idleTimeout: 0 })
  const left = once(pool, 'workerDestroy')
  expect(await pool.run(1)).toBe(1)
  await left
  expect(pool.threads).toEqual([])
  expect(await pool.run(2)).toBe(2)
})

test('idle plain threads exit too', async () => {
  const pool = openPool('native:sum', { minThreads: 1, maxThreads: 4, idleTimeout: 1 })
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(Array.from({ length: 20 }, () => pool.run(Float64Array.of(1, 2))))
    await untilTrue(() => pool.threads.length === 1)
  }
  expect(await pool.run(Float64Array.of(1, 2))).toBe(3)
})

test('a thread with a job in hand is not idle, however long the job takes', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), { minThreads: 0, maxThreads: 3, idleTimeout: 1 })
  const [short, long] = [new Gate(), new Gate()]
  const held = pool.run({ gate: long.buffer, value: 'long' })
  const waitsForData = pool.run(() => new Promise((resolve) => { short.resolve = resolve }))
  await Promise.all([long.reachedBy(1), untilTrue(() => short.resolve)])
  const quick = new Gate()
  quick.open()
  await pool.run({ gate: quick.buffer })
  await once(pool, 'workerDestroy')
  expect(pool.threads).toHaveLength(2)
  short.open()
  short.resolve({ gate: short.buffer, value: 'short' })
  expect(await waitsForData).toBe('short')
  long.open()
  expect(await held).toBe('long')
})

test.each([
  ['Workers', echo, 60, (number) => number, (number) => number],
  ['plain threads', 'native:sum', 200, (number) => Float64Array.of(number, 1), (number) => number + 1]
])('a job that is submitted while an idle thread exits still runs: %s', async (_, filename, rounds, data, result) => {
  const pool = openPool(filename, { minThreads: 0, maxThreads: 2, idleTimeout: 0 })
  for (let number = 0; number < rounds; number += 1) {
    expect(await pool.run(data(number))).toBe(result(number))
    // Waits for 0 to 14 ms. The pool looks for idle threads at most every 10 ms, so jobs come before, during and after
    // an exit.
    const until = performance.now() + number % 15
    await untilTrue(() => performance.now() >= until)
  }
})

test('a process ends even if its idle threads have not reached idleTimeout', async () => {
  const { runChild } = require('../helpers/child.js')
  const program = `
    const { WorkerPool } = require('..')
    const pool = new WorkerPool(${JSON.stringify(echo)}, { minThreads: 0, maxThreads: 2, idleTimeout: 1e6 })
    pool.run(1).then(console.log)`
  expect(await runChild('-e', program)).toEqual({ code: 0, signal: null, stdout: '1\n', stderr: '' })
})
