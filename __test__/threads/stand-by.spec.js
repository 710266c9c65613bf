// Tests stand-by threads: when a thread may be lost, its successor is started before it is needed.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

async function abortOneThatNeverReturns (abortGrace) {
  const loads = new Gate()
  const pool = openPool(fixture('counts-loads.js'), 1, { abortGrace, workerData: loads.buffer })
  const gate = new Gate()
  const controller = new AbortController()
  const { signal } = controller
  const run = failureOf(pool.run({ gate: gate.buffer }, { filename: fixture('never-returns.js'), signal }))
  await gate.reachedBy(1)
  controller.abort()
  expect((await run).code).toBe('ABORT_ERR')
  return { pool, loads }
}

test('during the grace of an aborted job there is a stand-by thread, which is not in pool.threads', async () => {
  const { pool, loads } = await abortOneThatNeverReturns(1e6)
  const [worker] = pool.threads
  await loads.reachedBy(2)
  expect(pool.threads).toEqual([worker])
  const created = once(pool, 'workerCreate')
  worker.terminate()
  expect(pool.threads).toEqual((await created))
  expect(await pool.run('next')).toBe('next')
})

test('with an infinite abortGrace no stand-by thread is started', async () => {
  const { pool, loads } = await abortOneThatNeverReturns(Infinity)
  expect(pool.threads).toHaveLength(1)
  expect(loads.arrived).toBe(1)
})

test('after a thread was replaced, the pool starts another stand-by thread', async () => {
  const { pool, loads } = await abortOneThatNeverReturns(0)
  await loads.reachedBy(3)
  expect(pool.threads).toHaveLength(1)
  expect(await pool.run('next')).toBe('next')
})

test('a stand-by thread is started even if the pool has not read yet that the lost thread was ready', async () => {
  const loads = new Gate()
  const pool = openPool(fixture('counts-loads.js'), 1, { abortGrace: 0, workerData: loads.buffer })
  const gate = new Gate()
  const controller = new AbortController()
  const { signal } = controller
  const run = failureOf(pool.run({ gate: gate.buffer }, { filename: fixture('never-returns.js'), signal }))
  await new Promise(process.nextTick)
  gate.waitFor(1)
  controller.abort()
  expect((await run).code).toBe('ABORT_ERR')
  await loads.reachedBy(3)
})

test('a stand-by thread knows files and shared memory that came into use after its start', async () => {
  const { pool, loads } = await abortOneThatNeverReturns(1e6)
  await loads.reachedBy(2)
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const late = pool.run(shared, { filename: fixture('echo.js') })
  pool.threads[0].terminate()
  expect((await late).buffer).toBe(shared.buffer)
})

test.each(['close', 'destroy'])('%s() ends a stand-by thread too', async (end) => {
  const { pool, loads } = await abortOneThatNeverReturns(end === 'close' ? 0 : 1e6)
  await loads.reachedBy(2)
  await pool[end]()
  expect(pool.threads).toEqual([])
})
