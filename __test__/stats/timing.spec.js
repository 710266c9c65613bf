// Tests the measured times: how long jobs have waited and run, and the share of the time in which threads were busy.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const echo = fixture('echo.js')
const now = () => performance.now()
const passed = async (ms) => {
  const start = now()
  await untilTrue(() => now() - start > ms)
}

const PERCENTILES = [
  'p0_001', 'p0_01', 'p0_1', 'p1', 'p2_5', 'p10', 'p25', 'p50',
  'p75', 'p90', 'p97_5', 'p99', 'p99_9', 'p99_99', 'p99_999'
]
/** The times in a histogram are accurate to one percent. This factor is larger than that error. */
const ABOUT = 1.02

describe.each([
  ['scripts', () => openPool(echo, 2), Int8Array.of(2, 1)],
  ['native tasks', () => openPool('native:sort', 2), Int8Array.of(2, 1)]
])('a pool of %s', (_, open, data) => {
  test('counts a wait and a run for every job', async () => {
    const pool = open()
    await Promise.all(Array.from({ length: 50 }, () => pool.run(data)))
    await pool.run(() => data)
    const { wait, run } = pool.stats()
    expect([wait.count, run.count]).toEqual([51, 51])
  })

  test('has histograms in milliseconds, whose percentiles are in order', async () => {
    const pool = open()
    const start = now()
    await Promise.all(Array.from({ length: 50 }, () => pool.run(data)))
    const most = (now() - start) * ABOUT
    const { wait, run } = pool.stats()
    for (const histogram of [wait, run]) {
      expect(Object.keys(histogram)).toEqual(['count', 'min', 'max', 'mean', 'stddev', ...PERCENTILES])
      const ordered = [0, histogram.min, ...PERCENTILES.map((name) => histogram[name])]
      expect(ordered).toEqual([...ordered].sort((one, other) => one - other))
      expect(histogram.mean).toBeGreaterThanOrEqual(histogram.min / ABOUT)
      expect(histogram.mean).toBeLessThanOrEqual(histogram.max * ABOUT)
      expect(histogram.max).toBeLessThanOrEqual(most)
    }
  })
})

test('the time in the queue counts as wait, and the time in the handler counts as run', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1)
  const queued = pool.run(1)
  await passed(20)
  gate.open()
  await Promise.all([...holders, queued])
  const { wait, run } = pool.stats()
  expect(wait.max).toBeGreaterThan(20 / ABOUT)
  expect(run.max).toBeGreaterThan(20 / ABOUT)
  expect(run.min).toBeLessThan(run.max)
})

test('the time that a job waits for its data counts as wait', async () => {
  const pool = openPool(echo, 1)
  await pool.run(async () => { await passed(20) })
  const { wait, run } = pool.stats()
  expect(wait.min).toBeGreaterThan(20 / ABOUT)
  expect(run.count).toBe(1)
})

test('a job that fails and a job whose thread dies are counted in run', async () => {
  const pool = openPool(1)
  await failureOf(pool.run('Error', { filename: fixture('throws.js') }))
  const born = once(pool, 'workerCreate')
  await failureOf(pool.run(3, { filename: fixture('exits.js') }))
  await born
  expect(pool.stats().run.count).toBe(2)
})

test('a job that is aborted in the queue is not counted in wait', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1)
  const controller = new AbortController()
  const aborted = failureOf(pool.run(1, { signal: controller.signal }))
  controller.abort()
  await aborted
  gate.open()
  await Promise.all(holders)
  await pool.run(1)
  expect(pool.stats().wait.count).toBe(2)
})

test('nested jobs, streams, broadcasts and items of map() are counted like other jobs', async () => {
  const pool = openPool(fixture('nests.js'), 2)
  expect(await pool.run(1, { name: 'down' })).toBe(1)
  const before = pool.stats().run.count
  expect(before).toBe(2)
  await pool.broadcast(1, { filename: echo })
  for await (const result of pool.map([1, 2, 3], { filename: echo })) expect(result).toBeGreaterThan(0)
  for await (const value of pool.stream(1, { filename: echo })) expect(value).toBe(1)
  expect(pool.stats().run.count - before).toBe(6)
})

test('the counts of plain threads are kept when Workers replace the threads', async () => {
  const pool = openPool(2)
  await pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })
  await pool.run(1, { filename: echo })
  expect(pool.stats().run.count).toBe(2)
  expect(pool.stats().jobs).toBeGreaterThanOrEqual(2)
})

test('with recordTiming: false no times are measured', async () => {
  const pool = openPool(echo, 1, { recordTiming: false })
  await pool.run(1)
  expect(pool.stats()).toMatchObject({ wait: undefined, run: undefined, utilization: NaN })
  expect(pool.utilization).toBeNaN()
  expect(pool.stats().workers[0]).toMatchObject({ jobs: 1, busy: 0 })
  expect(pool.duration).toBeGreaterThan(0)
})

test('recordTiming is true by default, and must be a boolean', () => {
  expect(openPool('native:sort', 1).options.recordTiming).toBe(true)
  const open = () => openPool('native:sort', 1, { recordTiming: 1 })
  const refusal = { code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('recordTiming') }
  expect(open).toThrow(expect.objectContaining(refusal))
})

test('duration is the pool\'s age in milliseconds', async () => {
  const before = now()
  const pool = openPool('native:sort', 1)
  const made = now()
  await passed(5)
  const asked = now()
  const { duration } = pool
  expect(duration).toBeGreaterThanOrEqual(asked - made)
  expect(duration).toBeLessThanOrEqual(now() - before)
})

test('utilization is the share of all threads\' time in which they had jobs', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 2)
  await untilTrue(() => pool.utilization > 0.5)
  gate.open()
  await Promise.all(holders)
  const { utilization } = pool
  expect(utilization).toBeLessThan(1)
  await passed(5)
  expect(pool.utilization).toBeLessThan(utilization)
})

test('the time of a thread that has several jobs in hand counts once', async () => {
  const pool = openPool(fixture('holds.js'), 1, { concurrentTasksPerWorker: 8 })
  const gate = new Gate()
  const runs = Array.from({ length: 8 }, () => pool.run({ gate: gate.buffer }))
  await gate.reachedBy(8)
  await passed(10)
  expect(pool.utilization).toBeLessThan(1)
  gate.open()
  await Promise.all(runs)
  expect(pool.stats().run.count).toBe(8)
})

test('utilization can still be read after the pool has closed', async () => {
  const pool = openPool(echo, 1)
  await pool.run(1)
  await pool.close()
  expect(pool.utilization).toBeGreaterThan(0)
})

test('utilization counts the time before a resize() with the threads of then, and is never above 1', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 4)
  const gate = new Gate()
  const runs = pool.broadcast({ gate: gate.buffer })
  await gate.reachedBy(4)
  await untilTrue(() => pool.utilization > 0.2)
  const resized = pool.resize(1)
  expect(pool.utilization).toBeLessThanOrEqual(1)
  gate.open()
  await Promise.all([runs, resized])
  expect(pool.utilization).toBeLessThanOrEqual(1)
  expect(pool.utilization).toBeGreaterThan(0)
})
