// A pool that closes waits for what is in flight, and for no deadline.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { runOut } = require('../helpers/run-out.js')

const echo = fixture('echo.js')

test('close() is done when the jobs are, long before their time would be over', async () => {
  const pool = openPool(echo, 2, { timeout: 1e9 })
  const runs = Array.from({ length: 100 }, (_, number) => pool.run(number))
  await pool.close()
  expect(await Promise.all(runs)).toEqual(runs.map((_, number) => number))
})

test('close() goes on once the time of its last jobs is over', async () => {
  const { pool, gate } = await openHeldPool(echo, 1)
  const run = failureOf(pool.run(1, { timeout: 5 }))
  const closing = pool.close()
  expect(await run).toMatchObject({ code: 'ERR_OXPOOL_TIMEOUT', phase: 'queued' })
  gate.open()
  await closing
})

test('close() waits for the thread of a job that is deaf to be ended', async () => {
  const pool = openPool(fixture('never-returns.js'), 1, { abortGrace: 10 })
  await pool.run(0, { filename: echo })
  await runOut((timeout) => pool.run({ gate: new Gate().buffer }, { timeout }))
  await pool.close()
  expect(pool.threads).toEqual([])
})

test('destroy() rejects with ERR_OXPOOL_CLOSED what has time left', async () => {
  const { pool } = await openHeldPool(echo, 1)
  const run = failureOf(pool.run(1, { timeout: 1e6 }))
  await pool.destroy()
  expect((await run).code).toBe('ERR_OXPOOL_CLOSED')
})

test('a thread that dies with a job whose time runs is replaced, and the next job with its number is not given up', async () => {
  const pool = openPool(fixture('leaves.js'), 1, { abortGrace: Infinity })
  for (let round = 0; round < 5; round += 1) {
    expect(await failureOf(pool.run({ code: 3 }, { timeout: 1e4 }))).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 3 })
    expect(await pool.run(round, { filename: echo })).toBe(round)
  }
})
