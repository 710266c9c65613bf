// Tests jobs that submit jobs to their own pool.
'use strict'

const { pathToFileURL } = require('node:url')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const nests = fixture('nests.js')

describe.each([1, 2, 4])('on %i threads', (threads) => {
  test('a recursion with two nested jobs per job gives its result', async () => {
    const pool = openPool(nests, threads)
    expect(await pool.run(15)).toBe(610)
  })

  test('a recursion of depth 1000 does not block the pool', async () => {
    const pool = openPool(nests, threads)
    expect(await pool.run(1000, { name: 'down' })).toBe(1000)
  })

  test('many recursions at the same time give their results', async () => {
    const pool = openPool(nests, threads)
    const runs = Array.from({ length: 20 }, (_, n) => pool.run(100 + n, { name: 'down' }))
    expect(await Promise.all(runs)).toEqual(runs.map((_, n) => 100 + n))
  })

  test('a job may submit 10 000 nested jobs', async () => {
    const pool = openPool(nests, threads)
    expect(await pool.run(10000, { name: 'many' })).toBe(50005000)
  })
})

test('filename and name mean the same as in pool.run()', async () => {
  const pool = openPool(nests, 2)
  const one = (data, options) => pool.run({ data, options }, { name: 'one' })
  expect(await one(1, { name: 'addOne' })).toBe(2)
  expect(await one(2, { filename: fixture('doubles.js') })).toBe(4)
  expect(await one(2, { filename: pathToFileURL(fixture('doubles.mjs')).href })).toBe(4)
  expect(await one(10)).toBe(55)
  expect(await failureOf(one(1, { name: 'missing' }))).toMatchObject({ code: 'ERR_OXPOOL_NO_TASK' })
  expect(await failureOf(one(1, { filename: 'native:missing' }))).toMatchObject({ code: 'ERR_OXPOOL_UNKNOWN_TASK' })
  expect(await failureOf(one(1, { odd: 1 }))).toMatchObject({ code: 'ERR_OXPOOL_OPTION' })
})

test('the default task is that of the pool, including its name', async () => {
  const pool = openPool(nests, 1, { name: 'down' })
  expect(await pool.run({ data: 5 }, { name: 'one' })).toBe(5)
})

test('native tasks may be nested jobs', async () => {
  const pool = openPool(nests, 2)
  const sorted = await pool.run({ data: Int8Array.of(3, 1, 2), options: { filename: 'native:sort' } }, { name: 'one' })
  expect(sorted).toEqual(Int8Array.of(1, 2, 3))
})

test('nested jobs of a script may use the native task of the pool by default', async () => {
  const pool = openPool('native:sum', 2)
  expect(await pool.run({ data: Int8Array.of(3, 1) }, { filename: nests, name: 'one' })).toBe(4)
})

test('an error of a nested job rejects the promise of its submitter', async () => {
  const pool = openPool(nests, 2)
  const described = await pool.run({ data: 1, options: { name: 'fails' } }, { name: 'code' })
  expect(described).toMatchObject({ name: 'RangeError', code: 'ODD', message: 'nested' })
})

test('a nested job\'s data may come from a function', async () => {
  const pool = openPool(nests, 2)
  const runs = Array.from({ length: 100 }, (_, n) => pool.run(n, { name: 'lazy' }))
  expect(await Promise.all(runs)).toEqual(runs.map((_, n) => n))
})

const values = {
  'a large string': 'x'.repeat(1e6),
  'a large array': new Float64Array(1e5).fill(1.5),
  'a map in an object': { map: new Map([[1, { deep: [new Date(5)] }]]) },
  'an error': new RangeError('carried')
}

test.each(Object.entries(values))('%s goes to a nested job and back unchanged', async (_, value) => {
  const pool = openPool(nests, 2)
  const runs = Array.from({ length: 8 }, () => pool.run({ data: value, options: { name: 'echo' } }, { name: 'one' }))
  for (const result of await Promise.all(runs)) expect(result).toEqual(value)
})

test('shared memory is the same memory at every depth', async () => {
  const pool = openPool(fixture('nests-shared.js'), 2)
  const cells = new Int32Array(new SharedArrayBuffer(4 * 64))
  await pool.run({ cells, from: 0, to: 64 })
  expect([...cells]).toEqual(Array.from({ length: 64 }, (_, n) => n))
})

test('a worker may share memory with a nested job, and move memory to it and back', async () => {
  const pool = openPool(fixture('nests-made.js'), 2)
  for (let round = 0; round < 20; round += 1) {
    expect(await pool.run(round)).toEqual({ seen: round + 1, isMoved: true, bytes: 16, back: 8 })
  }
})

test('a thread whose handler waits for a nested job runs other nested jobs', async () => {
  const pool = openPool(nests, 2)
  const gate = new Gate()
  const options = { filename: fixture('holds.js') }
  const parents = [1, 2].map((value) => pool.run({ data: { gate: gate.buffer, value }, options }, { name: 'one' }))
  await gate.reachedBy(1)
  gate.open()
  expect(await Promise.all(parents)).toEqual([1, 2])
})

test('close() waits for nested jobs, even if their submitter does not', async () => {
  const { Log } = require('../helpers/log.js')
  const log = new Log(50)
  const pool = openPool(fixture('nests-and-ends.js'), 2)
  expect(await pool.run({ log: log.buffer, count: 50 })).toBe('returned')
  await pool.close()
  expect(log.entries.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
})

test('a nested job does not run in the asynchronous context of another job', async () => {
  const pool = openPool(fixture('nests-context.js'), 1)
  expect(new Set(await pool.run(100))).toEqual(new Set([undefined, 'mine']))
  const seen = await pool.run(10)
  expect(seen).toEqual(Array.from({ length: 10 }, () => [undefined, undefined, 'mine']).flat())
})

test('a thread that runs nested jobs without a pause still turns its event loop', async () => {
  const pool = openPool(fixture('nests-context.js'), 1)
  expect(await pool.run(null, { name: 'untilTimer' })).toBe('over')
})

test('context.pool is always the same object, and has the number of threads', async () => {
  const pool = openPool(fixture('tells-pool.js'), 3)
  expect(await pool.run()).toEqual({ threads: 3, isSame: true, isFrozen: true })
})

test('after a resize, context.pool has the new number of threads on old and new threads', async () => {
  const pool = openPool(fixture('tells-pool.js'), 1)
  await pool.run()
  await pool.resize(3)
  expect((await pool.broadcast()).map(({ threads }) => threads)).toEqual([3, 3, 3])
})

test('a job may use its pool after it has returned', async () => {
  const pool = openPool(fixture('nests-late.js'), 1)
  const { port1, port2 } = new MessageChannel()
  const told = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data) })
  expect(await pool.run(port2, { transferList: [port2] })).toBe('returned')
  expect(await told).toBe(42)
  port1.close()
})
