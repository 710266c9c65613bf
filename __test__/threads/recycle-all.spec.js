// Tests recycle(), which replaces every thread by a new one.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const echo = fixture('echo.js')
const threadIdOf = fixture('thread-id.js')

test('recycle() replaces every thread, and resolves when no old one is left', async () => {
  const pool = openPool(echo, 3)
  const old = pool.threads
  const left = new Set()
  pool.on('workerDestroy', (worker) => left.add(worker))
  expect(await pool.recycle()).toBeUndefined()
  expect(old.every((worker) => worker.threadId === -1)).toBe(true)
  expect(pool.threads).toHaveLength(3)
  expect(pool.threads.some((worker) => old.includes(worker))).toBe(false)
  await untilTrue(() => left.size === 3)
  expect(await pool.run(1)).toBe(1)
})

test('recycle() replaces plain threads, which lose no job', async () => {
  const pool = openPool('native:sum', 2)
  const [run, recycled] = [pool.run(Int8Array.of(1, 2)), pool.recycle()]
  expect(await run).toBe(3)
  await recycled
  expect(pool.threads).toHaveLength(2)
  expect(await pool.run(Int8Array.of(1, 2))).toBe(3)
})

test('a job that runs is finished first, and jobs that wait run on the new threads', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 1)
  const [worker] = pool.threads
  const { threadId } = worker
  const gate = new Gate()
  const run = pool.run({ gate: gate.buffer, value: 'first' })
  await gate.reachedBy(1)
  let isDone = false
  const recycled = pool.recycle().then(() => { isDone = true })
  expect((await pool.run(null, { filename: threadIdOf })).threadId).not.toBe(threadId)
  expect(isDone).toBe(false)
  gate.open()
  expect(await run).toBe('first')
  await recycled
  expect(worker.threadId).toBe(-1)
})

test('an old thread takes jobs while the new one still loads the file', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(8))
  Atomics.store(cells, 0, 1)
  const pool = openPool(fixture('loads-at-gate.js'), 1, { workerData: cells })
  const old = await pool.run()
  Atomics.store(cells, 0, 0)
  const recycled = pool.recycle()
  await untilTrue(() => Atomics.load(cells, 1) === 2)
  expect(await pool.run()).toBe(old)
  Atomics.store(cells, 0, 1)
  Atomics.notify(cells, 0)
  await recycled
  expect(await pool.run()).not.toBe(old)
})

test('two calls replace the threads twice', async () => {
  const pool = openPool(echo, 2)
  let created = 0
  pool.on('workerCreate', () => { created += 1 })
  await pool.run(1)
  await Promise.all([pool.recycle(), pool.recycle()])
  expect(pool.threads).toHaveLength(2)
  await untilTrue(() => created === 6)
  expect(await pool.run(1)).toBe(1)
})

test('with minThreads 0 an idle pool has no thread afterwards', async () => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 2 })
  await pool.recycle()
  await pool.run(1)
  await pool.recycle()
  expect(pool.threads).toHaveLength(0)
  expect(await pool.run(1)).toBe(1)
})

test('a new thread runs the sticky broadcasts before its first other job', async () => {
  const pool = openPool(fixture('keeps-state.js'), 1)
  await pool.broadcast('kept', { name: 'learn', sticky: true })
  const [{ threadId: old }, recycled] = [await pool.run(), pool.recycle()]
  await recycled
  const { threadId, known } = await pool.run()
  expect(known).toEqual(['kept'])
  expect(threadId).not.toBe(old)
})

test.each([
  ['close', (gate) => gate.open()],
  ['destroy', () => {}]
])('%s() during recycle() ends the wait', async (how, letGo) => {
  const pool = openPool(fixture('waits-at-gate.js'), 2)
  const gate = new Gate()
  const run = pool.run({ gate: gate.buffer, value: 'done' }).catch(({ code }) => code)
  await gate.reachedBy(1)
  const recycled = pool.recycle()
  const closed = pool[how]()
  letGo(gate)
  await Promise.all([recycled, closed])
  expect(await run).toBe(how === 'close' ? 'done' : 'ERR_OXPOOL_CLOSED')
})

test('a pool that is closed refuses', async () => {
  const pool = openPool(echo, 1)
  await pool.close()
  expect(await failureOf(pool.recycle())).toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
})

test('no job is lost when threads are replaced again and again', async () => {
  const pool = openPool(fixture('async-echo.js'), 2, { concurrentTasksPerWorker: 3 })
  const runs = []
  for (let round = 0; round < 5; round += 1) {
    for (let job = 0; job < 20; job += 1) runs.push(pool.run(job))
    await pool.recycle()
  }
  expect(await Promise.all(runs)).toEqual(Array.from({ length: 100 }, (_, n) => n % 20))
})
