// Tests the bounded queue with jobs that are submitted in another way than by run().
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { runOut } = require('../helpers/run-out.js')

const echo = fixture('echo.js')
const yields = fixture('yields.js')

async function collect (stream) {
  const values = []
  for await (const value of stream) values.push(value)
  return values
}

test('exec() is refused when the queue is full, as run() is', async () => {
  const pool = openPool(echo, 1, { maxQueue: 0, overflow: 'reject' })
  const run = pool.run(1)
  expect((await failureOf(pool.exec(() => 2))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  expect(await run).toBe(1)
  expect(await pool.exec(() => 2)).toBe(2)
})

test('exec() is held back when the queue is full, as run() is', async () => {
  const pool = openPool(echo, 1, { maxQueue: 1, overflow: 'wait' })
  const runs = Array.from({ length: 20 }, (_, number) => pool.exec((number) => number, [number]))
  expect(await Promise.all(runs)).toEqual(Array.from({ length: 20 }, (_, number) => number))
})

test('the first next() of a stream() rejects when the queue is full, and the stream is done then', async () => {
  const { pool, gate, holders } = await openHeldPool(yields, 1, { maxQueue: 0, overflow: 'reject' })
  const stream = pool.stream(3)
  const error = await failureOf(stream.next())
  expect(error).toMatchObject({ name: 'Error', code: 'ERR_OXPOOL_QUEUE_FULL' })
  expect(await stream.next()).toEqual({ done: true, value: undefined })
  expect(await stream.return(7)).toEqual({ done: true, value: 7 })
  expect({ pending: pool.pending, queueSize: pool.queueSize }).toEqual({ pending: 1, queueSize: 0 })
  const late = pool.stream(3)
  gate.open()
  await Promise.all(holders)
  expect(await collect(late)).toEqual([0, 1, 2])
})

test('a stream() is held back when the queue is full, and its consumer may leave in the meantime', async () => {
  const { pool, gate } = await openHeldPool(yields, 1, { maxQueue: 0, overflow: 'wait' })
  const [first, second] = [pool.stream(3), pool.stream(3)]
  const [left, values] = [first.next(), collect(second)]
  expect(pool.queueSize).toBe(2)
  expect(await first.return()).toEqual({ done: true, value: undefined })
  expect(await left).toEqual({ done: true, value: undefined })
  expect(pool.queueSize).toBe(1)
  gate.open()
  expect(await values).toEqual([0, 1, 2])
})

test.each(['reject', 'wait'])('map() and runSync() enter a full queue: overflow %s', async (overflow) => {
  const pool = openPool(echo, 1, { maxQueue: 0, overflow })
  const run = pool.run(1)
  expect(pool.runSync(2)).toBe(2)
  const results = []
  for await (const result of pool.map([1, 2, 3, 4, 5])) results.push(result)
  expect(results).toEqual([1, 2, 3, 4, 5])
  expect(await run).toBe(1)
})

test('the items of a map() take room in the queue while they are in the pool', async () => {
  const pool = openPool(fixture('holds.js'), 1, { maxQueue: 0 })
  const gate = new Gate()
  const results = collect(pool.map([{ gate: gate.buffer, value: 'item' }]))
  await gate.reachedBy(1)
  expect(pool.needsDrain).toBe(true)
  expect((await failureOf(pool.run(1, { filename: echo }))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  gate.open()
  expect(await results).toEqual(['item'])
  expect(await pool.run(1, { filename: echo })).toBe(1)
})

test('a runSync() job that keeps running after its timeout takes room in the queue', async () => {
  const pool = openPool(fixture('never-settles.js'), 1, { maxQueue: 0, abortGrace: Infinity })
  await runOut(async (timeout) => pool.runSync({ gate: new SharedArrayBuffer(8) }, { timeout }))
  expect((await failureOf(pool.run(1))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
})

test('runSync() makes a pool without threads start one', () => {
  expect(openPool(echo, { minThreads: 0, maxThreads: 2 }).runSync(1)).toBe(1)
  expect(openPool('native:sum', { minThreads: 0, maxThreads: 2 }).runSync(Int8Array.of(1, 2))).toBe(3)
})

test.each([
  ['a script', echo, 7, 7],
  ['a native task', 'native:sum', Int8Array.of(3, 4), 7]
])('runSync() starts another thread if the last one has reached maxTasksPerWorker: %s', (_, filename, data, result) => {
  const pool = openPool(filename, 1, { maxTasksPerWorker: 1 })
  for (let round = 0; round < 3; round += 1) expect(pool.runSync(data)).toBe(result)
})
