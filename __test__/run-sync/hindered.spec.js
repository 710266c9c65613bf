// Tests that runSync() throws when its result will never come.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { runOut } = require('../helpers/run-out.js')

const leaves = fixture('leaves.js')
const echo = fixture('echo.js')
const withCode = (code, more) => expect.objectContaining({ code, ...more })

test('if a job runs for too long, runSync() throws ERR_OXPOOL_TIMEOUT, and its thread is ended', async () => {
  const pool = openPool(leaves, 1, { abortGrace: 0, name: 'never' })
  pool.runSync({}, { filename: echo })
  const ended = once(pool, 'workerDestroy')
  await runOut(async (timeout) => pool.runSync(1, { timeout }))
  await ended
  expect(pool.pending).toBe(0)
  expect(pool.runSync(7, { filename: echo })).toBe(7)
})

test('if a job waits for too long, runSync() throws ERR_OXPOOL_TIMEOUT, and the job never starts', async () => {
  const { pool, gate } = await openHeldPool(fixture('keeps-state.js'), 1)
  const options = { name: 'learn', timeout: 20 }
  expect(() => pool.runSync('a', options)).toThrow(withCode('ERR_OXPOOL_TIMEOUT', { phase: 'queued' }))
  gate.open()
  expect(await pool.run()).toMatchObject({ known: [] })
})

test('if a native job waits for too long, runSync() throws ERR_OXPOOL_TIMEOUT', async () => {
  const { pool, gate } = await openHeldPool(echo, 1)
  const options = { filename: 'native:sum', timeout: 20 }
  expect(() => pool.runSync(new Int8Array(4), options)).toThrow(withCode('ERR_OXPOOL_TIMEOUT', { phase: 'queued' }))
  gate.open()
  await pool.close()
})

test('with a timeout of 0, runSync() throws ERR_OXPOOL_TIMEOUT', () => {
  expect(() => openPool(echo, 1).runSync(1, { timeout: 0 })).toThrow(withCode('ERR_OXPOOL_TIMEOUT'))
})

test('if its thread dies under the job, runSync() throws ERR_OXPOOL_WORKER_CRASH', async () => {
  const pool = openPool(leaves, 2)
  expect(() => pool.runSync({ code: 3 })).toThrow(withCode('ERR_OXPOOL_WORKER_CRASH'))
  expect(() => pool.runSync(1, { name: 'later' })).toThrow(withCode('ERR_OXPOOL_WORKER_CRASH'))
  expect(await pool.run(7, { filename: echo })).toBe(7)
  expect(pool.pending).toBe(0)
})

test('if the last thread dies before the job starts, runSync() throws ERR_OXPOOL_WORKER_CRASH', async () => {
  const pool = openPool(leaves, 1)
  const crashed = failureOf(pool.run({ code: 3 }))
  expect(() => pool.runSync(1, { filename: echo })).toThrow(withCode('ERR_OXPOOL_WORKER_CRASH'))
  expect(await crashed).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 3 })
  expect(pool.runSync(7, { filename: echo })).toBe(7)
})

test('if the worker file ends its thread while it is loaded, runSync() throws ERR_OXPOOL_WORKER_CRASH', () => {
  const pool = openPool(fixture('exits-at-load.js'), 2)
  expect(() => pool.runSync(1)).toThrow(withCode('ERR_OXPOOL_WORKER_CRASH'))
})

test('runSync() throws ERR_OXPOOL_DEADLOCK if getData calls it', async () => {
  const pool = openPool(echo, 1)
  const error = await failureOf(pool.run(() => pool.runSync(1)))
  expect(error.code).toBe('ERR_OXPOOL_DEADLOCK')
  expect(await pool.run(1)).toBe(1)
})

test('runSync() throws ERR_OXPOOL_DEADLOCK if every thread waits for data that a getData has promised', async () => {
  const pool = openPool(echo, 2)
  const gates = []
  const runs = [1, 2].map((number) => pool.run(() => new Promise((resolve) => gates.push(() => resolve(number)))))
  while (gates.length < 2) await new Promise((resolve) => setImmediate(resolve))
  expect(() => pool.runSync(3)).toThrow(withCode('ERR_OXPOOL_DEADLOCK'))
  for (const give of gates) give()
  expect(await Promise.all(runs)).toEqual([1, 2])
  expect(pool.runSync(4)).toBe(4)
})

test('a concurrent thread counts as deadlocked only if every job that it may have in hand waits for data', async () => {
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

test('runSync() runs its job if one thread does not wait for data', async () => {
  const pool = openPool(echo, 2)
  let run
  const give = await new Promise((resolve) => {
    run = pool.run(() => new Promise((_resolve) => resolve({ data: _resolve })))
  })
  expect(pool.runSync(3)).toBe(3)
  give.data(1)
  expect(await run).toBe(1)
})

test('a job that runs beside runSync() goes on, and settles later with its own result', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 2)
  const [shut, open] = [new Gate(), new Gate()]
  open.open()
  const run = pool.run({ gate: shut.buffer, value: 'held' })
  await shut.reachedBy(1)
  expect(pool.runSync({ gate: open.buffer, value: 'free' })).toBe('free')
  shut.open()
  expect(await run).toBe('held')
})

test.each([
  ['many values', Array.from({ length: 100 }, (_, number) => number)],
  ['large values', Array.from({ length: 6 }, () => 'x'.repeat(3e5))]
])('runSync() throws ERR_OXPOOL_DEADLOCK if an untaken stream keeps the only thread: %s', async (_, values) => {
  const pool = openPool(echo, 1)
  const stream = pool.stream(values, { filename: fixture('yields-each.js') })
  expect((await stream.next()).value).toEqual(values[0])
  expect(() => pool.runSync(1)).toThrow(withCode('ERR_OXPOOL_DEADLOCK'))
  let rest = 0
  for await (const value of stream) {
    expect(value.length).toBe(values[0].length)
    rest += 1
  }
  expect(rest).toBe(values.length - 1)
  expect(pool.runSync(1)).toBe(1)
})

test('a thread does not count as deadlocked if its untaken stream has a nested job in flight', async () => {
  const pool = openPool(echo, 1)
  const gate = new Gate()
  const stream = pool.stream({ gate: gate.buffer, count: 40, file: echo }, { filename: fixture('yields-and-nests.js') })
  expect((await stream.next()).value).toBe(0)
  await gate.reachedBy(1)
  expect(pool.runSync('free')).toBe('free')
  let next = 1
  for await (const value of stream) expect(value).toBe(next++)
  expect(next).toBe(40)
})

test('runSync() runs its job if the stream that keeps the only thread ends', async () => {
  const pool = openPool(echo, 1)
  const stream = pool.stream([1, 2, 3, 4], { filename: fixture('yields-each.js') })
  expect((await stream.next()).value).toBe(1)
  expect(pool.runSync('free')).toBe('free')
})
