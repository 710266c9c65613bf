// Tests pool.runSync(), which returns the job's result. No other job is lost while it blocks.
'use strict'

const { MessageChannel } = require('node:worker_threads')
const fc = require('fast-check')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')
const { sameClone } = require('../helpers/same-clone.js')
const { anyValue } = require('../helpers/values.js')
const { move } = require('../../index.js')

const echo = fixture('echo.js')

test.each([
  ['a CommonJS file', fixture('doubles.js')],
  ['an ES module', fixture('doubles.mjs')],
  ['an async function', fixture('async-doubles.js')]
])('runSync() right after the pool was made returns the result: %s', (_, filename) => {
  expect(openPool(filename, 2).runSync(21)).toBe(42)
})

test('runSync() runs a message-style file', () => {
  expect(openPool(fixture('message-echo.js'), 1).runSync('hello')).toBe('hello')
})

test('runSync() makes a pool without a file start its Workers', () => {
  const pool = openPool(2)
  expect(pool.runSync(1, { filename: echo })).toBe(1)
  expect(pool.runSync(2, { filename: fixture('doubles.js'), name: 'triple' })).toBe(6)
})

test('runSync() runs a native task', () => {
  const pool = openPool('native:sort', 2)
  expect([...pool.runSync(new Float64Array([3, 1, 2]))]).toEqual([1, 2, 3])
  const shared = new Int8Array(new SharedArrayBuffer(2))
  shared.set([2, 1])
  expect(pool.runSync(shared)).toBe(shared)
  expect(pool.runSync(shared, { filename: 'native:sum' })).toBe(3)
})

test('runSync() carries values as structuredClone() does', () => {
  const pool = openPool(echo, 2)
  fc.assert(fc.property(anyValue(), (value) => {
    const difference = sameClone(structuredClone(value), pool.runSync(value))
    if (difference !== null) throw new Error(difference)
  }), { numRuns: 300 })
})

test('values that only a port can carry cross in both directions', () => {
  const pool = openPool(echo, 1)
  const { port1, port2 } = new MessageChannel()
  const back = pool.runSync(port2, { transferList: [port2], filename: fixture('moves-back.js') })
  expect(back.constructor.name).toBe('MessagePort')
  back.close()
  port1.close()
  const buffer = new ArrayBuffer(8)
  expect(pool.runSync(move(buffer)).byteLength).toBe(8)
  expect(buffer.byteLength).toBe(0)
})

test('a large value crosses in both directions', () => {
  const value = { text: 'x'.repeat(3e6), bytes: new Uint8Array(2e6).fill(7) }
  expect(sameClone(openPool(echo, 1).runSync(value), value)).toBe(null)
})

test('runSync() calls getData once, with no arguments', () => {
  const getData = jest.fn(() => 7)
  expect(openPool(echo, 1).runSync(getData)).toBe(7)
  expect(getData.mock.calls).toEqual([[]])
})

test('runSync() throws the error that the task throws', () => {
  const pool = openPool(fixture('works-or-throws.js'), 1)
  expect(() => pool.runSync({ message: 'no' })).toThrow(expect.objectContaining({ name: 'RangeError', message: 'no' }))
  expect(pool.runSync({ value: 1 })).toBe(1)
})

test('runSync() throws the error of getData, and a DataCloneError for data that can\'t be cloned', () => {
  const pool = openPool(echo, 1)
  const mistake = new RangeError('no data')
  expect(() => pool.runSync(() => { throw mistake })).toThrow(mistake)
  expect(() => pool.runSync(Symbol('s'))).toThrow(expect.objectContaining({ name: 'DataCloneError' }))
  expect(() => pool.runSync(() => () => {})).toThrow(expect.objectContaining({ name: 'DataCloneError' }))
  expect(pool.pending).toBe(0)
})

test('if the worker file can\'t be loaded, runSync() throws ERR_OXPOOL_WORKER_FILE', () => {
  const call = () => openPool('/no/such/file.js', 1).runSync(1)
  expect(call).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_WORKER_FILE' }))
})

test('jobs that were submitted before runSync() run first, and their promises settle afterwards', async () => {
  const pool = openPool(echo, 1)
  const settled = []
  const runs = Array.from({ length: 1000 }, (_, number) =>
    pool.run(number % 2 ? number : () => number).then((value) => settled.push(value)))
  expect(pool.runSync('now')).toBe('now')
  expect(settled).toEqual([])
  expect(pool.pending).toBe(0)
  await Promise.all(runs)
  expect(settled).toEqual(Array.from({ length: 1000 }, (_, number) => number))
})

test('runSync() with a high priority returns while jobs of low priority are queued', async () => {
  const pool = openPool(echo, 1)
  const runs = Array.from({ length: 200 }, () => pool.run(1, { priority: 'low' }))
  expect(pool.runSync(2, { priority: 'high' })).toBe(2)
  await Promise.all(runs)
})

test('runs of the same pool and of another pool settle between calls of runSync()', async () => {
  const [one, other] = [openPool(echo, 1), openPool(echo, 1)]
  const runs = []
  for (let round = 0; round < 200; round += 1) {
    runs.push(other.run(round), one.run(round))
    expect(one.runSync(round)).toBe(round)
  }
  expect(await Promise.all(runs)).toEqual(Array.from({ length: 400 }, (_, index) => index >> 1))
})

test('runSync() finishes a job whose nested jobs move data through the blocked thread', () => {
  const pool = openPool(fixture('nests-at-once.js'), 2)
  expect(pool.runSync(new Int32Array(new SharedArrayBuffer(4)))).toBe(3)
})

test('a getter in the data may call runSync()', () => {
  const pool = openPool(echo, 2)
  const data = { get inner () { return pool.runSync('inner') }, outer: 1 }
  expect(pool.runSync(data)).toEqual({ inner: 'inner', outer: 1 })
})

test('runSync() of a closed pool throws ERR_OXPOOL_CLOSED', async () => {
  const pool = openPool(echo, 1)
  await pool.close()
  expect(() => pool.runSync(1)).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_CLOSED' }))
})

test.each([
  ['a signal', [1, { signal: new AbortController().signal }]],
  ['an onProgress', [1, { onProgress () {} }]],
  ['a timeout that is no number', [1, { timeout: '1' }]],
  ['a negative timeout', [1, { timeout: -1 }]],
  ['a getData that returns a promise', [async () => 1]]
])('runSync() refuses %s', (_, args) => {
  expect(() => openPool(echo, 1).runSync(...args)).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_OPTION' }))
})

test('the pool keeps working after runSync() has refused a getData', async () => {
  const pool = openPool(echo, 1)
  expect(() => pool.runSync(async () => 1)).toThrow()
  expect((await failureOf(pool.run(() => { throw new RangeError('x') }))).message).toBe('x')
  expect(await pool.run(1)).toBe(1)
})
