// The end of the queue, for jobs that come another way than by run().
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

test('exec() is refused where run() would be', async () => {
  const pool = openPool(echo, 1, { maxQueue: 0, overflow: 'reject' })
  const run = pool.run(1)
  expect((await failureOf(pool.exec(() => 2))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
  expect(await run).toBe(1)
  expect(await pool.exec(() => 2)).toBe(2)
})

test('exec() is held back where run() would be', async () => {
  const pool = openPool(echo, 1, { maxQueue: 1, overflow: 'wait' })
  const runs = Array.from({ length: 20 }, (_, number) => pool.exec((number) => number, [number]))
  expect(await Promise.all(runs)).toEqual(Array.from({ length: 20 }, (_, number) => number))
})

test('stream() is refused where run() would be, by its first next(), and is over then', async () => {
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

test('stream() is held back where run() would be, and its consumer may leave meanwhile', async () => {
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

test.each(['reject', 'wait'])('map() and runSync() come in where the queue is full: %s', async (overflow) => {
  const pool = openPool(echo, 1, { maxQueue: 0, overflow })
  const run = pool.run(1)
  expect(pool.runSync(2)).toBe(2)
  const results = []
  for await (const result of pool.map([1, 2, 3, 4, 5])) results.push(result)
  expect(results).toEqual([1, 2, 3, 4, 5])
  expect(await run).toBe(1)
})

test('items of map() leave no room for others while they are in the pool', async () => {
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

test('nor does a job of runSync() that goes on when its time is over', async () => {
  const pool = openPool(fixture('never-settles.js'), 1, { maxQueue: 0, abortGrace: Infinity })
  await runOut(async (timeout) => pool.runSync({ gate: new SharedArrayBuffer(8) }, { timeout }))
  expect((await failureOf(pool.run(1))).code).toBe('ERR_OXPOOL_QUEUE_FULL')
})

test('runSync() has a pool without threads start one', () => {
  expect(openPool(echo, { minThreads: 0, maxThreads: 2 }).runSync(1)).toBe(1)
  expect(openPool('native:sum', { minThreads: 0, maxThreads: 2 }).runSync(Int8Array.of(1, 2))).toBe(3)
})

test.each([['a script', echo, 7, 7], ['a native task', 'native:sum', Int8Array.of(3, 4), 7]])('runSync() after a thread has had its last job starts another: %s', (_, filename, data, result) => {
  const pool = openPool(filename, 1, { maxTasksPerWorker: 1 })
  for (let round = 0; round < 3; round += 1) expect(pool.runSync(data)).toBe(result)
})
