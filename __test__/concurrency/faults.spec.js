// Tests what happens to jobs that share a thread when the thread dies, or when one of them is aborted.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const holds = fixture('holds.js')
const echo = fixture('echo.js')

/** Opens a pool of one thread that has this many jobs in hand. */
async function openBusyPool (jobs, options) {
  const pool = openPool(holds, 1, { concurrentTasksPerWorker: 10, ...options })
  const gate = new Gate()
  const runs = Array.from({ length: jobs }, () => failureOf(pool.run({ gate: gate.buffer })))
  await gate.reachedBy(jobs)
  return { pool, gate, runs }
}

test('all started jobs reject when their thread dies', async () => {
  const { pool, runs } = await openBusyPool(5)
  pool.run(null, { filename: fixture('exits.js') }).catch(() => {})
  for (const error of await Promise.all(runs)) expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH' })
  expect(await pool.run('after', { filename: echo })).toBe('after')
})

test('jobs that waited for their data when their thread died run on another thread', async () => {
  const { pool, runs } = await openBusyPool(3)
  const given = []
  const waiting = [1, 2].map(() => pool.run(() => new Promise((resolve) => given.push(resolve)), { filename: echo }))
  while (given.length < 2) await new Promise((resolve) => setImmediate(resolve))
  pool.threads[0].terminate()
  for (const error of await Promise.all(runs)) expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH' })
  given.forEach((give, n) => give(n))
  expect(await Promise.all(waiting)).toEqual([0, 1])
  expect(given).toHaveLength(2)
})

test('if an aborted job is deaf, it rejects with an AbortError, and jobs beside it with a crash error', async () => {
  // With these jobs the thread has as many in hand as it may have, so it can't have taken the queued one.
  const { pool, runs } = await openBusyPool(3, { abortGrace: 0, concurrentTasksPerWorker: 4 })
  const gate = new Gate()
  const controller = new AbortController()
  const aborted = failureOf(pool.run({ gate: gate.buffer }, { signal: controller.signal }))
  await gate.reachedBy(1)
  const queued = pool.run('queued', { filename: echo })
  controller.abort('enough')
  expect(await aborted).toMatchObject({ name: 'AbortError', cause: 'enough' })
  for (const error of await Promise.all(runs)) {
    expect(error).toMatchObject({
      code: 'ERR_OXPOOL_WORKER_CRASH',
      message: expect.stringContaining('another job on it kept running after its abort')
    })
  }
  expect(await queued).toBe('queued')
})

test('aborting one job raises only its own signal, and harms no other job if it settles', async () => {
  const pool = openPool(fixture('waits-for-abort.js'), 1, { concurrentTasksPerWorker: 3 })
  const [worker] = pool.threads
  const gate = new Gate()
  const controllers = [new AbortController(), new AbortController()]
  const channels = controllers.map(() => new MessageChannel())
  const said = channels.map(({ port1 }) => {
    const heard = []
    port1.onmessage = ({ data }) => heard.push(data)
    return heard
  })
  const runs = controllers.map(({ signal }, n) =>
    failureOf(pool.run({ port: channels[n].port2, value: n }, { signal, transferList: [channels[n].port2] })))
  const beside = pool.run({ gate: gate.buffer, value: 'beside' }, { filename: holds })
  while (said.some((heard) => heard.length === 0)) await new Promise((resolve) => setImmediate(resolve))
  await gate.reachedBy(1)
  controllers[1].abort('the second')
  expect((await runs[1]).cause).toBe('the second')
  while (said[1].length < 2) await new Promise((resolve) => setImmediate(resolve))
  expect(said[1][1]).toMatchObject({ reason: 'the second', value: 1 })
  expect(said[0]).toEqual(['ready'])
  gate.open()
  expect(await beside).toBe('beside')
  controllers[0].abort('the first')
  expect((await runs[0]).cause).toBe('the first')
  while (said[0].length < 2) await new Promise((resolve) => setImmediate(resolve))
  expect(said[0][1]).toMatchObject({ reason: 'the first', value: 0 })
  expect(pool.threads).toEqual([worker])
  for (const { port1 } of channels) port1.close()
})

test('no job is lost when threads with many jobs in hand die again and again', async () => {
  const pool = openPool(holds, 2, { concurrentTasksPerWorker: 20 })
  let [crashed, done] = [0, 0]
  for (let round = 0; round < 8; round += 1) {
    const gate = new Gate()
    const runs = Array.from({ length: 60 }, (_, value) =>
      pool.run({ gate: gate.buffer, value }).then(() => { done += 1 }, (error) => {
        expect(error.code).toBe('ERR_OXPOOL_WORKER_CRASH')
        crashed += 1
      }))
    await gate.reachedBy(40)
    pool.threads[0].terminate()
    await gate.reachedBy(60)
    gate.open()
    await Promise.all(runs)
  }
  expect(crashed + done).toBe(480)
  expect(crashed).toBeGreaterThanOrEqual(8)
  expect(pool.pending).toBe(0)
})

test('destroy() rejects every job in hand', async () => {
  const { pool, runs } = await openBusyPool(5)
  await pool.destroy()
  for (const error of await Promise.all(runs)) expect(error).toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
})
