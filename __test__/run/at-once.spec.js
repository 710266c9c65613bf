// Tests that a job for which a thread is free starts at once, whatever its caller does next.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')

const waits = fixture('waits-at-gate.js')
const holds = fixture('holds.js')

/** Submits jobs, and blocks this thread until all of them have begun. Returns their results. */
function beginAll (pool, count, options) {
  const gate = new Gate()
  const runs = Array.from({ length: count }, (_, value) => pool.run({ gate: gate.buffer, value }, options))
  gate.waitFor(count)
  gate.open()
  return Promise.all(runs)
}

test('jobs start while their caller blocks in the tick of the call, one for each thread', async () => {
  const pool = openPool(waits, 2)
  for (let round = 0; round < 20; round += 1) expect(await beginAll(pool, 2)).toEqual([0, 1])
})

test('jobs start while their caller blocks in the tick in which the pool was made', async () => {
  expect(await beginAll(openPool(waits, 2), 2)).toEqual([0, 1])
})

test('jobs start threads, and start on them, while their caller blocks', async () => {
  const pool = openPool(waits, { minThreads: 0, maxThreads: 2 })
  expect(await beginAll(pool, 2)).toEqual([0, 1])
})

test('a thread that has room beside its jobs begins more while their caller blocks', async () => {
  const pool = openPool(holds, 1, { concurrentTasksPerWorker: 3 })
  for (let round = 0; round < 5; round += 1) expect(await beginAll(pool, 3)).toEqual([0, 1, 2])
})

test('a job with a timeout starts while its caller blocks', async () => {
  expect(await beginAll(openPool(waits, 1), 1, { timeout: 60000 })).toEqual([0])
})

test('after resize() more jobs start while their caller blocks', async () => {
  const pool = openPool(waits, 1)
  await pool.resize(2)
  expect(await beginAll(pool, 2)).toEqual([0, 1])
})

test('a nested job starts on another thread while the job that submitted it blocks', async () => {
  const pool = openPool(fixture('nests-and-blocks.js'), 2)
  for (let round = 0; round < 5; round += 1) {
    expect(await pool.run({ gate: new Gate().buffer, value: round, file: waits })).toBe(round)
  }
})

test('the jobs of a burst start in the order of the calls, the first at once and the others later', async () => {
  const pool = openPool(fixture('logs-start.js'), 1)
  const log = new Log(300)
  const numbers = Array.from({ length: 300 }, (_, number) => number)
  expect(await Promise.all(numbers.map((number) => pool.run({ log: log.buffer, number })))).toEqual(numbers)
  expect(log.entries).toEqual(numbers)
})
