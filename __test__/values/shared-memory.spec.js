// Tests that SharedArrayBuffers are the same memory on both sides, wherever they are in a value.
'use strict'

const { types } = require('node:util')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const wraps = [
  ['the buffer', (buffer) => buffer],
  ['a view', (buffer) => new Int32Array(buffer)],
  ['a view on a part of the buffer', (buffer) => new Int32Array(buffer, 8, 2), 2],
  ['a DataView', (buffer) => new DataView(buffer)],
  ['the buffer in an object', (buffer) => ({ buffer })],
  ['a view in an array', (buffer) => [1, [new Int32Array(buffer)]]],
  ['the buffer in a Map', (buffer) => new Map([['buffer', buffer]])],
  ['the buffer as a key of a Map', (buffer) => new Map([[buffer, 1]])],
  ['a view in a Set', (buffer) => new Set([new Uint8Array(buffer)])],
  ['the buffer in the cause of an error', (buffer) => new Error('e', { cause: { buffer } })],
  ['the buffer deep in an object', (buffer) => ({ a: [new Map([[1, { b: new Set([[{ c: buffer }]]) }]])] })],
  ['the buffer beside values that only V8 can write', (buffer) => [buffer, /x/g, new Date(0), new RangeError('e')]]
]

const ways = [
  ['data', (pool, value) => pool.run(value)],
  ['data by a port', (pool, value) => pool.run(value, { transferList: [] })],
  ['data by getData', (pool, value) => pool.run(() => value)]
]

const cases = ways.flatMap(([way, run]) => wraps.map(([where, wrap, at = 0]) => [way, where, { run, wrap, at }]))

test.each(cases)('each side sees what the other side writes, with %s: %s', async (_way, _where, { run, wrap, at }) => {
  const pool = openPool(fixture('increments-when-written.js'), 1)
  const cells = new Int32Array(new SharedArrayBuffer(32))
  const result = run(pool, wrap(cells.buffer))
  // The worker waits for this write, and answers it with one of its own.
  Atomics.store(cells, at, 41)
  Atomics.notify(cells, at)
  await result
  expect(cells[at + 1]).toBe(42)
})

test('a buffer that occurs twice in a value arrives as one buffer', async () => {
  const buffer = new SharedArrayBuffer(8)
  const [first, { second }] = await openPool(fixture('echo.js'), 1).run([buffer, { second: new Int32Array(buffer) }])
  expect(second.buffer).toBe(first)
})

test('a buffer that comes back in a result is the same memory', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(8))
  const { list: [back] } = await openPool(fixture('echo.js'), 1).run({ list: [cells] })
  back[1] = 7
  expect(cells[1]).toBe(7)
})

test.each([
  ['the buffer', 'bare'],
  ['a view', 'view'],
  ['the buffer in a Map', 'map'],
  ['the buffer deep in an object', 'deep']
])('shared memory that a worker makes is the same on both sides: %s', async (_, where) => {
  const pool = openPool(fixture('makes-shared.js'), 1)
  const made = await pool.run({ where })
  const candidates = [made, made.buffer, made.get?.('buffer'), made.deep?.[0].buffer]
  const buffer = candidates.find((one) => types.isSharedArrayBuffer(one))
  const cells = new Int32Array(buffer)
  cells[0] = 41
  expect(await pool.run({})).toBe(41)
  expect(cells[1]).toBe(42)
})

test('a thousand buffers cross, and a thousand jobs that share one buffer see the same memory', async () => {
  const pool = openPool(fixture('adds-one.js'), 2)
  const common = new Int32Array(new SharedArrayBuffer(4))
  await Promise.all(Array.from({ length: 1000 }, () => {
    const own = new Int32Array(new SharedArrayBuffer(4))
    return pool.run([own, common]).then(() => expect(own[0]).toBe(1))
  }))
  expect(common[0]).toBe(1000)
})
