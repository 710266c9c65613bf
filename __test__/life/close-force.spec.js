// Tests that close({ force: true }) finishes the jobs that run and rejects those that wait.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const holds = fixture('holds.js')

const ABORTED = { name: 'AbortError', code: 'ABORT_ERR', cause: expect.objectContaining({ code: 'ERR_OXPOOL_CLOSED' }) }

test.each([
  ['an unbounded queue', {}],
  ['runs that are held back', { maxQueue: 2, overflow: 'wait' }]
])('running jobs finish, and queued jobs reject with an AbortError at once: %s', async (_, options) => {
  const pool = openPool(holds, 2, { concurrentTasksPerWorker: 2, ...options })
  const gate = new Gate()
  const running = [1, 2, 3, 4].map((value) => pool.run({ gate: gate.buffer, value }))
  await gate.reachedBy(4)
  const getData = jest.fn()
  const queued = [pool.run(1), pool.run(getData), pool.run(2, { transferList: [] }), pool.run(3)].map(failureOf)
  const closed = pool.close({ force: true })
  for (const error of await Promise.all(queued)) expect(error).toMatchObject(ABORTED)
  expect(getData).not.toHaveBeenCalled()
  expect({ pending: pool.pending, queueSize: pool.queueSize }).toEqual({ pending: 4, queueSize: 0 })
  gate.open()
  expect(await Promise.all(running)).toEqual([1, 2, 3, 4])
  expect(await closed).toBeUndefined()
  expect(pool.threads).toEqual([])
})

test.each([
  ['close() followed by close({ force: true })', (pool) => { pool.close(); return pool.close({ force: true }) }],
  ['close({ force: true }) followed by close()', (pool) => { pool.close({ force: true }); return pool.close() }],
  ['close({ force: true }) twice', (pool) => { pool.close({ force: true }); return pool.close({ force: true }) }]
])('%s: running jobs finish, and queued jobs reject', async (_, end) => {
  const { pool, gate, holders: [holder] } = await openHeldPool(echo, 1)
  const queued = failureOf(pool.run(1))
  const closed = end(pool)
  expect(closed).toBe(pool.close({ force: true }))
  expect(await queued).toMatchObject(ABORTED)
  gate.open()
  expect(await holder).toBeUndefined()
  await closed
  expect(pool.close({ force: true })).toBe(closed)
})

test('jobs for which threads are free finish, also while the threads are still starting', async () => {
  const pool = openPool(echo, 2)
  const [first, second, third] = [pool.run(1), pool.run(() => 2), failureOf(pool.run(3))]
  const closed = pool.close({ force: true })
  expect(await third).toMatchObject(ABORTED)
  expect(await Promise.all([first, second])).toEqual([1, 2])
  await closed
})

test('a job whose thread waits for its data has been taken, and finishes', async () => {
  const pool = openPool(echo, 1)
  let give
  let run
  await new Promise((resolve) => {
    run = pool.run(() => { resolve(); return new Promise((resolve) => { give = resolve }) })
  })
  const closed = pool.close({ force: true })
  give('data')
  expect(await run).toBe('data')
  await closed
})

test('a native task that runs finishes, and those that wait, also for its memory, reject', async () => {
  const pool = openPool('native:sort', 1)
  const shared = new Int32Array(new SharedArrayBuffer(4 * 3e6))
  for (let index = 0; index < shared.length; index += 1) shared[index] = Math.imul(index, 2654435761)
  const running = pool.run(shared)
  while (pool.stats().jobs === 0) await new Promise((resolve) => setImmediate(resolve))
  const waiting = [pool.run(shared), pool.run(Int8Array.of(2, 1))].map(failureOf)
  const closed = pool.close({ force: true })
  for (const error of await Promise.all(waiting)) expect(error).toMatchObject(ABORTED)
  expect(await running).toBe(shared)
  await closed
})
