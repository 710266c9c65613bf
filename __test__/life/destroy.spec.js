// Tests that destroy() rejects queued jobs and stops running ones.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { sharedNumbers } = require('../helpers/typed-arrays.js')

const CLOSED = { code: 'ERR_OXPOOL_CLOSED' }

describe.each([
  ['destroy()', (pool) => pool.destroy()],
  ['close() followed by destroy()', (pool) => { pool.close(); return pool.destroy() }],
  ['destroy() followed by close({ force: true })', (pool) => { pool.destroy(); return pool.close({ force: true }) }]
])('%s', (_, end) => {
  test('rejects running and queued jobs, with eager and lazy data', async () => {
    const { pool, holders } = await openHeldPool(fixture('echo.js'), 2)
    const getData = jest.fn()
    const runs = [...holders, pool.run(1), pool.run(getData), pool.run(1, { transferList: [] })].map(failureOf)
    await end(pool)
    for (const error of await Promise.all(runs)) expect(error).toMatchObject(CLOSED)
    expect(getData).not.toHaveBeenCalled()
    expect(pool.threads).toEqual([])
  })

  test('ends a thread whose job runs for ever', async () => {
    const pool = openPool(fixture('never-returns.js'), 1)
    const gate = new Gate()
    const error = failureOf(pool.run({ gate: gate.buffer }))
    await gate.reachedBy(1)
    await end(pool)
    expect(await error).toMatchObject(CLOSED)
  })

  test('rejects a job that waits for getData, whose later result is dropped', async () => {
    const pool = openPool(fixture('echo.js'), 1)
    let give
    let error
    await new Promise((resolve) => {
      error = failureOf(pool.run(() => { resolve(); return new Promise((resolve) => { give = resolve }) }))
    })
    await end(pool)
    expect(await error).toMatchObject(CLOSED)
    give(1)
  })

  test('rejects or finishes each of many native jobs, and stops running ones safely', async () => {
    const pool = openPool('native:sort', 2)
    const arrays = Array.from({ length: 50 }, () => sharedNumbers(1e5))
    const settled = Promise.allSettled(arrays.map((array) => pool.run(array)))
    await end(pool)
    for (const { status, reason } of await settled) {
      if (status === 'rejected') expect(reason).toMatchObject(CLOSED)
    }
  })

  test('rejects every job while the threads are still starting', async () => {
    const pool = openPool(fixture('echo.js'), 2)
    const runs = [pool.run(1), pool.run(() => 2)].map(failureOf)
    await end(pool)
    for (const error of await Promise.all(runs)) expect(error).toMatchObject(CLOSED)
  })

  test('settles each of a thousand jobs in flight', async () => {
    const pool = openPool(fixture('doubles.js'), 2)
    await pool.run(1)
    const settled = Promise.allSettled(Array.from({ length: 1000 }, (_, number) => pool.run(number)))
    await end(pool)
    for (const [number, { value, reason }] of (await settled).entries()) {
      expect(value ?? reason.code).toBe(value === undefined ? CLOSED.code : number * 2)
    }
    expect(pool.pending).toBe(0)
  })
})

test('getData may destroy the pool that calls it', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const error = await failureOf(pool.run(() => { pool.destroy(); return 1 }))
  expect(error).toMatchObject(CLOSED)
  await pool.destroy()
})
