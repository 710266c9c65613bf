// Tests that close() waits for the jobs in flight, and does not wait for their deadlines.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { runOut } = require('../helpers/run-out.js')

const echo = fixture('echo.js')

test('close() resolves when the jobs are done, long before their timeouts', async () => {
  const pool = openPool(echo, 2, { timeout: 1e9 })
  const runs = Array.from({ length: 100 }, (_, number) => pool.run(number))
  await pool.close()
  expect(await Promise.all(runs)).toEqual(runs.map((_, number) => number))
})

test('close() does not wait for a queued job that has timed out', async () => {
  const { pool, gate } = await openHeldPool(echo, 1)
  const run = failureOf(pool.run(1, { timeout: 5 }))
  const closing = pool.close()
  expect(await run).toMatchObject({ code: 'ERR_OXPOOL_TIMEOUT', phase: 'queued' })
  gate.open()
  await closing
})

test('close() waits until the thread of a deaf job has been ended', async () => {
  const pool = openPool(fixture('never-returns.js'), 1, { abortGrace: 10 })
  await pool.run(0, { filename: echo })
  await runOut((timeout) => pool.run({ gate: new Gate().buffer }, { timeout }))
  await pool.close()
  expect(pool.threads).toEqual([])
})

test('destroy() rejects a job that has time left with ERR_OXPOOL_CLOSED', async () => {
  const { pool } = await openHeldPool(echo, 1)
  const run = failureOf(pool.run(1, { timeout: 1e6 }))
  await pool.destroy()
  expect((await run).code).toBe('ERR_OXPOOL_CLOSED')
})

test('if a thread dies under a job with a timeout, the next job with that job\'s slot does not time out', async () => {
  const pool = openPool(fixture('leaves.js'), 1, { abortGrace: Infinity })
  const crash = { code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 3 }
  for (let round = 0; round < 5; round += 1) {
    expect(await failureOf(pool.run({ code: 3 }, { timeout: 1e4 }))).toMatchObject(crash)
    expect(await pool.run(round, { filename: echo })).toBe(round)
  }
})
