// Tests what happens to jobs that share a thread when the thread dies, or when one of them is aborted.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

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

/** Aborts a job that does not stop, beside the others of a busy pool. */
async function abortDeafJob (pool, file) {
  const gate = new Gate()
  const controller = new AbortController()
  const run = failureOf(pool.run({ gate: gate.buffer }, { filename: fixture(file), signal: controller.signal }))
  await gate.reachedBy(1)
  controller.abort('enough')
  expect(await run).toMatchObject({ name: 'AbortError', cause: 'enough' })
}

test.each([0, 1])('the jobs beside a deaf job end before its thread does, with an abortGrace of %i', async (grace) => {
  // With these jobs the thread has as many in hand as it may have, so it can't have taken the queued one.
  const { pool, gate, runs } = await openBusyPool(3, { abortGrace: grace, concurrentTasksPerWorker: 4 })
  const [worker] = pool.threads
  await abortDeafJob(pool, 'holds.js')
  // A new thread has replaced the old one, which takes no more jobs.
  const { threadId } = await pool.run(1, { filename: fixture('thread-id.js') })
  expect(pool.threads.map((worker) => worker.threadId)).toEqual([threadId])
  expect(worker.threadId).not.toBe(-1)
  const destroyed = once(pool, 'workerDestroy')
  gate.open()
  expect(await Promise.all(runs.map((run) => run.catch(({ message }) => message)))).toEqual(
    Array(3).fill('It resolved, to undefined')
  )
  expect((await destroyed)[0]).toBe(worker)
})

test('jobs beside a deaf job that blocks the thread reject, since they can\'t go on', async () => {
  const { pool, runs } = await openBusyPool(2, { abortGrace: 0 })
  await abortDeafJob(pool, 'never-returns.js')
  for (const error of await Promise.all(runs)) {
    expect(error).toMatchObject({
      code: 'ERR_OXPOOL_WORKER_CRASH',
      message: expect.stringContaining('another job on it kept running after its abort')
    })
  }
  expect(await pool.run('after', { filename: echo })).toBe('after')
})

test('a thread that has only deaf jobs left is ended', async () => {
  const { pool } = await openBusyPool(0, { abortGrace: 1 })
  const [worker] = pool.threads
  const gate = new Gate()
  const controllers = [new AbortController(), new AbortController()]
  const runs = controllers.map(({ signal }) => failureOf(pool.run({ gate: gate.buffer }, { signal })))
  await gate.reachedBy(2)
  controllers[0].abort()
  await runs[0]
  await untilTrue(() => !pool.threads.includes(worker))
  expect(worker.threadId).not.toBe(-1)
  const destroyed = once(pool, 'workerDestroy')
  controllers[1].abort()
  expect(await runs[1]).toMatchObject({ code: 'ABORT_ERR' })
  expect((await destroyed)[0]).toBe(worker)
})

test('a deaf job that settles after all, while others still run, spares them a termination', async () => {
  const { pool, gate, runs } = await openBusyPool(1, { abortGrace: 0 })
  const deaf = new Gate()
  const controller = new AbortController()
  const run = failureOf(pool.run({ gate: deaf.buffer }, { signal: controller.signal }))
  await deaf.reachedBy(1)
  const [worker] = pool.threads
  const exited = once(worker, 'exit')
  controller.abort()
  await run
  deaf.open()
  gate.open()
  expect(await runs[0].catch(({ message }) => message)).toBe('It resolved, to undefined')
  expect(await exited).toEqual([0])
})

test('a job outlives a nested job of its own that is deaf', async () => {
  const pool = openPool(holds, 1, { abortGrace: 0 })
  const outlive = async (filename, { pool }) => {
    try {
      await pool.run({ gate: new SharedArrayBuffer(8) }, { filename, timeout: 10 })
    } catch ({ code }) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return code
    }
  }
  expect(await pool.exec(outlive, [holds])).toBe('ERR_OXPOOL_TIMEOUT')
  expect(await pool.run('after', { filename: echo })).toBe('after')
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
