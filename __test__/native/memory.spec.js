// Tests that tasks work on shared memory in place, that moved memory is detached, and that other memory is unchanged.
'use strict'

const { isDeepStrictEqual } = require('node:util')
const { move } = require('../../index.js')
const { failureOf } = require('../helpers/failure.js')
const { nativeJob, names, arraysOf } = require('../helpers/native-jobs.js')
const { openPool } = require('../helpers/pools.js')
const { toShared, hasSameNumbers } = require('../helpers/typed-arrays.js')

const filenameOf = (name) => `native:${name}`
const copiesOf = (arrays) => arrays.map(({ buffer }) => new Uint8Array(buffer).slice())
const isSame = (a, b) => a.every((bytes, at) => Buffer.compare(bytes, b[at]) === 0)
const written = { sort: (data) => data, matmul: ({ out }) => out }
const withArrays = names.filter((name) => arraysOf(nativeJob(name, 16)).length > 0)

test.each(names)('native:%s does not change ordinary memory, except for an out', async (name) => {
  const data = nativeJob(name, 70000)
  const arrays = arraysOf(data).filter((array) => array !== data.out)
  const before = copiesOf(arrays)
  const pool = openPool(filenameOf(name), 2)
  await Promise.all([pool.run(data), pool.run(() => data)])
  expect(isSame(copiesOf(arrays), before)).toBe(true)
})

test.each(withArrays)('native:%s gives the same result on shared memory, writing only to its target', async (name) => {
  const pool = openPool(filenameOf(name), 3)
  const expected = await pool.run(nativeJob(name, 70000))
  const data = nativeJob(name, 70000, toShared)
  const arrays = arraysOf(data)
  const before = copiesOf(arrays)
  const result = await pool.run(data)
  const target = written[name]?.(data)
  if (target === undefined) {
    expect(isDeepStrictEqual(result, expected)).toBe(true)
  } else {
    expect(result).toBe(target)
    expect(hasSameNumbers(target.slice(), expected)).toBe(true)
    // Puts the old bytes of the target back, so that the rest is left to compare.
    const { buffer, byteOffset, byteLength } = target
    const old = before[arrays.indexOf(target)].subarray(byteOffset, byteOffset + byteLength)
    new Uint8Array(buffer, byteOffset, byteLength).set(old)
  }
  expect(isSame(copiesOf(arrays), before)).toBe(true)
})

describe.each([
  ['transferList', (pool, data, arrays) => pool.run(data, { transferList: arrays.map(({ buffer }) => buffer) })],
  ['transferList, lazily', (pool, data, arrays) =>
    pool.run(() => data, { transferList: arrays.map(({ buffer }) => buffer) })],
  ['move()', (pool, data) => pool.run(moved(data))],
  ['move(), lazily', (pool, data) => pool.run(async () => moved(data))]
])('%s', (_, run) => {
  test.each(withArrays)('native:%s detaches the memory, and gives the right result', async (name) => {
    const pool = openPool(filenameOf(name), 2)
    const expected = await pool.run(nativeJob(name, 5000))
    const data = nativeJob(name, 5000)
    const arrays = arraysOf(data)
    const result = await run(pool, data, arrays)
    expect(arrays.map(({ buffer }) => buffer.byteLength)).toEqual(arrays.map(() => 0))
    expect(result).toEqual(expected)
  })
})

function moved (data) {
  if (ArrayBuffer.isView(data)) return move(data)
  const movedFields = Object.entries(data).map(([field, value]) =>
    [field, ArrayBuffer.isView(value) ? move(value) : value])
  return Object.fromEntries(movedFields)
}

test('a moved view takes all of its memory along', async () => {
  const whole = Int16Array.of(9, 8, 7, 6, 5)
  const part = whole.subarray(1, 4)
  const sorted = await openPool('native:sort', 1).run(part, { transferList: [whole.buffer] })
  expect([whole.length, [...sorted], [...new Int16Array(sorted.buffer)]]).toEqual([0, [6, 7, 8], [9, 6, 7, 8, 5]])
})

test('two arrays may share one moved buffer', async () => {
  const whole = Float64Array.of(1, 2, 3, 4)
  const data = { a: whole.subarray(0, 2), b: whole.subarray(2) }
  expect(await openPool('native:dot', 1).run(data, { transferList: [whole.buffer] })).toBe(11)
  expect(whole.length).toBe(0)
})

test.each([
  ['a buffer that no array uses', new ArrayBuffer(8)], ['shared memory', new SharedArrayBuffer(8)],
  ['a view', new Uint8Array(8)], ['null', null]
])('a transferList with %s is refused, and nothing is moved', async (_, item) => {
  const array = Float64Array.of(2, 1)
  const error = await failureOf(openPool('native:sort', 1).run(array, { transferList: [array.buffer, item] }))
  expect(error).toMatchObject({
    name: 'TypeError', code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('`transferList`')
  })
  expect([...array]).toEqual([2, 1])
})

test('wrong data is refused before anything is moved', async () => {
  const array = Float64Array.of(2, 1)
  const pool = openPool('native:dot', 1)
  await failureOf(pool.run({ a: array, b: new Float64Array(3) }, { transferList: [array.buffer] }))
  expect([...array]).toEqual([2, 1])
})

test('all threads see what a job has written after its promise is fulfilled', async () => {
  const pool = openPool('native:sort', 2)
  const view = toShared(Int32Array.from({ length: 1000 }, (_, index) => 1000 - index))
  for (let round = 0; round < 200; round += 1) {
    view.reverse()
    await pool.run(view)
    expect([view[0], view[999]]).toEqual([1, 1000])
    const data = { a: Float32Array.from(view), b: Float32Array.from(view) }
    expect(await pool.run(data, { filename: 'native:dot' })).toBe(333833500)
  }
})
