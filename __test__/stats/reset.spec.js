// Tests resetStats(), which makes the counts and histograms of stats() begin anew.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

describe.each([
  ['a script pool', () => openPool(echo, 2)],
  ['a native pool', () => openPool('native:sort', 2)]
])('%s', (_, open) => {
  test('histograms and counts begin anew, also those of each thread', async () => {
    const pool = open()
    const run = () => pool.run(Int8Array.of(2, 1))
    await Promise.all(Array.from({ length: 20 }, run))
    expect(pool.resetStats()).toBeUndefined()
    const { wait, run: ran, jobs, steals, workers } = pool.stats()
    expect([wait.count, ran.count, ran.max, ran.p50, jobs, steals]).toEqual([0, 0, 0, 0, 0, 0])
    expect(workers.map(({ jobs, busy }) => [jobs, busy])).toEqual([[0, 0], [0, 0]])
    await Promise.all([run(), run(), run()])
    const later = pool.stats()
    expect([later.wait.count, later.run.count, later.jobs]).toEqual([3, 3, 3])
    expect(later.workers[0].jobs + later.workers[1].jobs).toBe(3)
    expect(later.parks).toBeGreaterThanOrEqual(0)
  })

  test('what is true of the pool since it was made goes on', async () => {
    const pool = open()
    await Promise.all([1, 2, 3].map(() => pool.run(Int8Array.of(2, 1))))
    const { duration, utilization } = pool
    pool.resetStats()
    expect({ completed: pool.completed, pending: pool.pending }).toEqual({ completed: 3, pending: 0 })
    expect(pool.stats().completed).toBe(3)
    expect(pool.duration).toBeGreaterThanOrEqual(duration)
    expect(utilization).toBeGreaterThan(0)
    expect(pool.utilization).toBeGreaterThan(0)
  })
})

test('a job that runs meanwhile is counted in run, and not in wait', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1)
  pool.resetStats()
  gate.open()
  await Promise.all(holders)
  const { wait, run } = pool.stats()
  expect([wait.count, run.count]).toEqual([0, 1])
})

test('what plain threads counted before a reset does not come back when Workers have replaced them', async () => {
  const pool = openPool(2)
  const sort = () => pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })
  await Promise.all([sort(), sort()])
  pool.resetStats()
  await sort()
  const run = pool.run(1, { filename: echo })
  await run
  expect(pool.stats()).toMatchObject({ jobs: 2, run: { count: 2 } })
  pool.resetStats()
  await pool.run(1, { filename: echo })
  expect(pool.stats()).toMatchObject({ jobs: 1, run: { count: 1 } })
})

test('a reset while Workers replace plain threads counts for both', async () => {
  const pool = openPool(2)
  await pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })
  const run = pool.run(1, { filename: echo })
  pool.resetStats()
  await run
  expect(pool.stats()).toMatchObject({ jobs: 1, run: { count: 1 } })
})

test('a thread that dies after a reset is still replaced at once if it had finished jobs', async () => {
  const pool = openPool(fixture('exits.js'), 1)
  for (let round = 0; round < 5; round += 1) {
    for (let count = 0; count < 3; count += 1) await pool.run(1, { filename: echo })
    pool.resetStats()
    await expect(pool.run(3)).rejects.toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 3 })
  }
  expect(await pool.run(1, { filename: echo })).toBe(1)
})

test('with recordTiming: false the counts begin anew', async () => {
  const pool = openPool(echo, 1, { recordTiming: false })
  await pool.run(1)
  pool.resetStats()
  expect(pool.stats()).toMatchObject({ jobs: 0, wait: undefined, run: undefined })
})
