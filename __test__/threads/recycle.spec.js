// Tests that threads are replaced after maxTasksPerWorker jobs and beyond maxMemoryPerWorker, and no job is lost by it.
'use strict'

const { once } = require('node:events')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

test('with maxTasksPerWorker 1 each of 200 jobs runs on another thread', async () => {
  const pool = openPool(fixture('thread-id.js'), 2, { maxTasksPerWorker: 1 })
  const results = await Promise.all(Array.from({ length: 200 }, (_, number) => pool.run(number)))
  expect(results.map(({ value }) => value)).toEqual(results.map((_, number) => number))
  expect(new Set(results.map(({ threadId }) => threadId)).size).toBe(200)
}, 120000)

test('a thread is replaced after maxTasksPerWorker jobs, and jobs with getData count too', async () => {
  const pool = openPool(fixture('thread-id.js'), 1, { maxTasksPerWorker: 3 })
  const runs = Array.from({ length: 9 }, (_, number) => pool.run(number % 2 ? number : async () => number))
  const results = await Promise.all(runs)
  const ids = results.map(({ threadId }) => threadId)
  const threads = [...new Set(ids)]
  expect(ids.map((id) => threads.indexOf(id))).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
})

test('plain threads are replaced after maxTasksPerWorker jobs too', async () => {
  const pool = openPool('native:sum', 2, { maxTasksPerWorker: 1 })
  const sums = await Promise.all(Array.from({ length: 200 }, (_, number) => pool.run(Float64Array.of(number, 1))))
  expect(sums).toEqual(sums.map((_, number) => number + 1))
  expect(pool.threads).toHaveLength(2)
})

test('a job that fails counts as one job, and does not replace its thread earlier', async () => {
  const pool = openPool(fixture('thread-id.js'), 1, { maxTasksPerWorker: 2 })
  const [first, failed, third] = await Promise.allSettled([pool.run(1), pool.run(1, { name: 'nothing' }), pool.run(1)])
  expect(failed.reason.code).toBe('ERR_OXPOOL_NO_TASK')
  expect(third.value.threadId).not.toBe(first.value.threadId)
})

test('close() finishes all jobs, even if each job needs a new thread', async () => {
  const pool = openPool(fixture('thread-id.js'), 1, { maxTasksPerWorker: 1 })
  const runs = Array.from({ length: 5 }, (_, number) => pool.run(number))
  await pool.close()
  expect((await Promise.all(runs)).map(({ value }) => value)).toEqual([0, 1, 2, 3, 4])
})

test('a thread whose heap is larger than maxMemoryPerWorker is replaced between jobs', async () => {
  const pool = openPool(fixture('keeps-memory.js'), 1, { maxMemoryPerWorker: 64 * 2 ** 20 })
  const small = await pool.run(1)
  expect(await pool.run(1)).toBe(small)
  const gone = once(pool, 'workerDestroy')
  expect(await pool.run(2e7)).toBe(small)
  await gone
  const successor = await pool.run(1)
  expect(successor).not.toBe(small)
  expect(await pool.run(1)).toBe(successor)
})

test('a thread whose heap is too large from the start still runs one job before it is replaced', async () => {
  const pool = openPool(fixture('thread-id.js'), 1, { maxMemoryPerWorker: 1 })
  const [worker] = pool.threads
  // The event may come before the promise of the run is heard of.
  const destroyed = once(pool, 'workerDestroy')
  expect(await pool.run('first')).toMatchObject({ value: 'first' })
  await destroyed
  const [successor] = pool.threads
  expect(successor).not.toBe(worker)
  expect(await pool.run('second')).toMatchObject({ value: 'second' })
})

test('maxMemoryPerWorker does not count the memory of ArrayBuffers', async () => {
  const pool = openPool(1, { maxMemoryPerWorker: 64 * 2 ** 20 })
  const keep = (bytes) => {
    globalThis.kept = [...(globalThis.kept ?? []), new ArrayBuffer(bytes)]
    return require('node:worker_threads').threadId
  }
  const first = await pool.exec(keep, [128 * 2 ** 20])
  for (let job = 0; job < 3; job += 1) expect(await pool.exec(keep, [2 ** 20])).toBe(first)
})

test('plain threads ignore maxMemoryPerWorker', async () => {
  const pool = openPool('native:sum', 1, { maxMemoryPerWorker: 1 })
  const [thread] = pool.threads
  for (let job = 0; job < 3; job += 1) expect(await pool.run(Int8Array.of(1, 2))).toBe(3)
  expect(pool.threads).toEqual([thread])
  expect(pool.threads[0]).toBe(thread)
})
