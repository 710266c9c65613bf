// SharedArrayBuffers cross as the same memory, wherever they are in a value.
'use strict'

const { types } = require('node:util')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const wraps = [
  ['bare', (buffer) => buffer],
  ['a view', (buffer) => new Int32Array(buffer)],
  ['a view of a part', (buffer) => new Int32Array(buffer, 8, 2), 2],
  ['a DataView', (buffer) => new DataView(buffer)],
  ['in an object', (buffer) => ({ buffer })],
  ['a view in an array', (buffer) => [1, [new Int32Array(buffer)]]],
  ['in a Map', (buffer) => new Map([['buffer', buffer]])],
  ['a key of a Map', (buffer) => new Map([[buffer, 1]])],
  ['in a Set', (buffer) => new Set([new Uint8Array(buffer)])],
  ['as an error\'s cause', (buffer) => new Error('e', { cause: { buffer } })],
  ['far down', (buffer) => ({ a: [new Map([[1, { b: new Set([[{ c: buffer }]]) }]])] })],
  ['beside what only V8 can write', (buffer) => [buffer, /x/g, new Date(0), new RangeError('e')]]
]

const ways = [
  ['data', (pool, value) => pool.run(value)],
  ['data by a port', (pool, value) => pool.run(value, { transferList: [] })],
  ['data that getData gives', (pool, value) => pool.run(() => value)]
]

const cases = ways.flatMap(([way, run]) => wraps.map(([where, wrap, at = 0]) => [way, where, { run, wrap, at }]))

test.each(cases)('each side sees the other write, in %s: %s', async (_way, _where, { run, wrap, at }) => {
  const pool = openPool(fixture('increments-when-written.js'), 1)
  const cells = new Int32Array(new SharedArrayBuffer(32))
  const result = run(pool, wrap(cells.buffer))
  // The worker waits for this write, and answers it with one of its own.
  Atomics.store(cells, at, 41)
  Atomics.notify(cells, at)
  await result
  expect(cells[at + 1]).toBe(42)
})

test('a buffer twice in one value is one buffer', async () => {
  const buffer = new SharedArrayBuffer(8)
  const [first, { second }] = await openPool(fixture('echo.js'), 1).run([buffer, { second: new Int32Array(buffer) }])
  expect(second.buffer).toBe(first)
})

test('a buffer that comes back is the same memory', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(8))
  const { list: [back] } = await openPool(fixture('echo.js'), 1).run({ list: [cells] })
  back[1] = 7
  expect(cells[1]).toBe(7)
})

test.each([
  ['bare', 'bare'],
  ['a view', 'view'],
  ['in a Map', 'map'],
  ['far down', 'deep']
])('memory made in the worker is the same on both sides: %s', async (_, where) => {
  const pool = openPool(fixture('makes-shared.js'), 1)
  const made = await pool.run({ where })
  const buffer = [made, made.buffer, made.get?.('buffer'), made.deep?.[0].buffer].find((one) => types.isSharedArrayBuffer(one))
  const cells = new Int32Array(buffer)
  cells[0] = 41
  expect(await pool.run({})).toBe(41)
  expect(cells[1]).toBe(42)
})

test('a thousand buffers cross one after the other, and jobs that share one agree', async () => {
  const pool = openPool(fixture('adds-one.js'), 2)
  const common = new Int32Array(new SharedArrayBuffer(4))
  await Promise.all(Array.from({ length: 1000 }, () => {
    const own = new Int32Array(new SharedArrayBuffer(4))
    return pool.run([own, common]).then(() => expect(own[0]).toBe(1))
  }))
  expect(common[0]).toBe(1000)
})
