// runSync() returns, by throwing, where its result will never come.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const leaves = fixture('leaves.js')
const echo = fixture('echo.js')
const withCode = (code, more) => expect.objectContaining({ code, ...more })

test('a job that runs for too long throws ERR_OXPOOL_TIMEOUT, and its thread is ended after the grace', async () => {
  const pool = openPool(leaves, 1, { abortGrace: 0, name: 'never' })
  pool.runSync({}, { filename: echo })
  const ended = once(pool, 'workerDestroy')
  expect(() => pool.runSync(1, { timeout: 20 })).toThrow(withCode('ERR_OXPOOL_TIMEOUT', { phase: 'running' }))
  await ended
  expect(pool.pending).toBe(0)
  expect(pool.runSync(7, { filename: echo })).toBe(7)
})

test('a job that waits for too long throws ERR_OXPOOL_TIMEOUT, and never starts', async () => {
  const { pool, gate } = await openHeldPool(fixture('keeps-state.js'), 1)
  expect(() => pool.runSync('a', { name: 'learn', timeout: 20 })).toThrow(withCode('ERR_OXPOOL_TIMEOUT', { phase: 'queued' }))
  gate.open()
  expect(await pool.run()).toMatchObject({ known: [] })
})

test('a native job that waits for too long throws ERR_OXPOOL_TIMEOUT', async () => {
  const { pool, gate } = await openHeldPool(echo, 1)
  const options = { filename: 'native:sum', timeout: 20 }
  expect(() => pool.runSync(new Int8Array(4), options)).toThrow(withCode('ERR_OXPOOL_TIMEOUT', { phase: 'queued' }))
  gate.open()
  await pool.close()
})

test('with no time at all it still throws', () => {
  expect(() => openPool(echo, 1).runSync(1, { timeout: 0 })).toThrow(withCode('ERR_OXPOOL_TIMEOUT'))
})

test('a thread that dies under the job throws ERR_OXPOOL_WORKER_CRASH, and is replaced', async () => {
  const pool = openPool(leaves, 2)
  expect(() => pool.runSync({ code: 3 })).toThrow(withCode('ERR_OXPOOL_WORKER_CRASH'))
  expect(() => pool.runSync(1, { name: 'later' })).toThrow(withCode('ERR_OXPOOL_WORKER_CRASH'))
  expect(await pool.run(7, { filename: echo })).toBe(7)
  expect(pool.pending).toBe(0)
})

test('a job for which no thread is left throws ERR_OXPOOL_WORKER_CRASH, and never starts', async () => {
  const pool = openPool(leaves, 1)
  const crashed = failureOf(pool.run({ code: 3 }))
  expect(() => pool.runSync(1, { filename: echo })).toThrow(withCode('ERR_OXPOOL_WORKER_CRASH'))
  expect(await crashed).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 3 })
  expect(pool.runSync(7, { filename: echo })).toBe(7)
})

test('a file that ends its thread while it is loaded throws ERR_OXPOOL_WORKER_CRASH, and the caller is not blocked for ever', () => {
  const pool = openPool(fixture('exits-at-load.js'), 2)
  expect(() => pool.runSync(1)).toThrow(withCode('ERR_OXPOOL_WORKER_CRASH'))
})

test('it throws ERR_OXPOOL_DEADLOCK where getData calls it', async () => {
  const pool = openPool(echo, 1)
  const error = await failureOf(pool.run(() => pool.runSync(1)))
  expect(error.code).toBe('ERR_OXPOOL_DEADLOCK')
  expect(await pool.run(1)).toBe(1)
})

test('it throws ERR_OXPOOL_DEADLOCK if every thread waits for data that is promised', async () => {
  const pool = openPool(echo, 2)
  const gates = []
  const runs = [1, 2].map((number) => pool.run(() => new Promise((resolve) => gates.push(() => resolve(number)))))
  while (gates.length < 2) await new Promise((resolve) => setImmediate(resolve))
  expect(() => pool.runSync(3)).toThrow(withCode('ERR_OXPOOL_DEADLOCK'))
  for (const give of gates) give()
  expect(await Promise.all(runs)).toEqual([1, 2])
  expect(pool.runSync(4)).toBe(4)
})

test('on a thread that runs several jobs at a time it does so only if all of them wait for data', async () => {
  const pool = openPool(echo, 1, { concurrentTasksPerWorker: 2 })
  const gates = []
  const runLater = (number) => pool.run(() => new Promise((resolve) => gates.push(() => resolve(number))))
  const asked = async (count) => { while (gates.length < count) await new Promise((resolve) => setImmediate(resolve)) }
  const one = runLater(1)
  await asked(1)
  expect(pool.runSync(3)).toBe(3)
  const other = runLater(2)
  await asked(2)
  expect(() => pool.runSync(3)).toThrow(withCode('ERR_OXPOOL_DEADLOCK'))
  for (const give of gates) give()
  expect(await Promise.all([one, other])).toEqual([1, 2])
})

test('it does not if one thread waits for none', async () => {
  const pool = openPool(echo, 2)
  let run
  const give = await new Promise((resolve) => {
    run = pool.run(() => new Promise((_resolve) => resolve({ data: _resolve })))
  })
  expect(pool.runSync(3)).toBe(3)
  give.data(1)
  expect(await run).toBe(1)
})

test('jobs that run while it blocks are settled by their own end', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 2)
  const [shut, open] = [new Gate(), new Gate()]
  open.open()
  const run = pool.run({ gate: shut.buffer, value: 'held' })
  await shut.reachedBy(1)
  expect(pool.runSync({ gate: open.buffer, value: 'free' })).toBe('free')
  shut.open()
  expect(await run).toBe('held')
})
