// Tests that a nested job which runs when its submitter's thread ends is stopped, since nobody waits for it any more.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')
const { until, untilTrue } = require('../helpers/until.js')

const file = fixture('nests-orphans.js')
const echo = fixture('echo.js')

/** Opens a pool whose threads are ready. `ended` counts the threads that have ended. */
async function open (options) {
  const pool = openPool(file, 2, options)
  await pool.broadcast(1, { filename: echo })
  const count = { ended: 0 }
  pool.on('workerDestroy', () => { count.ended += 1 })
  return { pool, count }
}

/** Runs a job that ends its thread while its nested job runs on the other thread. */
async function orphan (pool, data) {
  expect(await failureOf(pool.run(data))).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 5 })
}

test.each(['hears', 'awaits'])('its signal is aborted, and its thread lives on: %s', async (name) => {
  const { pool, count } = await open({ abortGrace: Infinity })
  for (let round = 1; round <= 3; round += 1) {
    const gate = new Gate()
    await orphan(pool, { gate: gate.buffer, name })
    await gate.opened()
    expect(gate.value).toBe(1)
    expect(count.ended).toBe(round)
  }
  expect(await Promise.all([1, 2, 3, 4].map((value) => pool.run(value, { filename: echo })))).toEqual([1, 2, 3, 4])
  await pool.close()
})

test.each([
  ['computes', 'spins', 0], ['computes', 'spins', 20], ['waits', 'waits', 0], ['waits', 'waits', 20]
])('if it %s for ever, its thread is ended and replaced: %s, abortGrace %i', async (_, name, abortGrace) => {
  const { pool, count } = await open({ abortGrace })
  await orphan(pool, { gate: new Gate().buffer, name })
  await until(pool, 'workerDestroy', () => count.ended === 2)
  await pool.broadcast(1, { filename: echo })
  expect(pool.threads).toHaveLength(2)
  await pool.close()
})

test('its timeout does not keep it running for longer than abortGrace', async () => {
  const { pool, count } = await open({ abortGrace: 20 })
  await orphan(pool, { gate: new Gate().buffer, name: 'spins', options: { timeout: 2 ** 40 } })
  await until(pool, 'workerDestroy', () => count.ended === 2)
})

test('close() resolves though such a job never ends by itself', async () => {
  const { pool } = await open({ abortGrace: 20 })
  const run = failureOf(pool.run({ gate: new Gate().buffer, name: 'spins' }))
  await pool.close()
  expect(await run).toMatchObject({ exitCode: 5 })
})

test('its thread takes other jobs again if the job waited for data of its submitter', async () => {
  const { pool } = await open({ abortGrace: Infinity })
  for (let round = 0; round < 5; round += 1) {
    const gate = new Gate()
    const run = failureOf(pool.run({ gate: gate.buffer }, { name: 'withholds' }))
    await gate.reachedBy(1)
    expect(await run).toMatchObject({ exitCode: 5 })
    await pool.broadcast(1, { filename: echo })
  }
  await pool.close()
})

test('a native job stops, so its submitter\'s thread can end', async () => {
  const { pool } = await open({ abortGrace: Infinity })
  const gate = new Gate()
  const { jobs } = pool.stats()
  const run = failureOf(pool.run({ gate: gate.buffer }, { name: 'computes' }))
  await untilTrue(() => pool.stats().jobs >= jobs + 2)
  gate.open()
  expect(await run).toMatchObject({ exitCode: 5 })
  await pool.broadcast(1, { filename: echo })
  await pool.close()
})
