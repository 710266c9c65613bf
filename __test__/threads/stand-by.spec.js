// A thread stands by where one may be lost, so that its successor has started before it is needed.
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

test('while an aborted job has its grace a thread stands by, which is none of the pool\'s yet', async () => {
  const { pool, loads } = await abortOneThatNeverReturns(1e6)
  const [worker] = pool.threads
  await loads.reachedBy(2)
  expect(pool.threads).toEqual([worker])
  const created = once(pool, 'workerCreate')
  worker.terminate()
  expect(pool.threads).toEqual((await created))
  expect(await pool.run('next')).toBe('next')
})

test('a job that may go on for ever has no thread stand by', async () => {
  const { pool, loads } = await abortOneThatNeverReturns(Infinity)
  expect(pool.threads).toHaveLength(1)
  expect(loads.arrived).toBe(1)
})

test('a pool that lost a thread has another stand by for the next time', async () => {
  const { pool, loads } = await abortOneThatNeverReturns(0)
  await loads.reachedBy(3)
  expect(pool.threads).toHaveLength(1)
  expect(await pool.run('next')).toBe('next')
})

test('that the lost thread was ready may be news that has not been read yet', async () => {
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

test('one that stands by knows the files and the shared memory that came while it did', async () => {
  const { pool, loads } = await abortOneThatNeverReturns(1e6)
  await loads.reachedBy(2)
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const late = pool.run(shared, { filename: fixture('echo.js') })
  pool.threads[0].terminate()
  expect((await late).buffer).toBe(shared.buffer)
})

test.each(['close', 'destroy'])('a pool with a thread that stands by can %s()', async (end) => {
  const { pool, loads } = await abortOneThatNeverReturns(end === 'close' ? 0 : 1e6)
  await loads.reachedBy(2)
  await pool[end]()
  expect(pool.threads).toEqual([])
})
