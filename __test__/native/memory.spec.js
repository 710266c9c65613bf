// Shared memory is worked on where it is, moved memory is gone where it was, and all other memory stays as it was.
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

test.each(names)('native:%s changes nothing of ordinary memory but what it is told to fill', async (name) => {
  const data = nativeJob(name, 70000)
  const arrays = arraysOf(data).filter((array) => array !== data.out)
  const before = copiesOf(arrays)
  const pool = openPool(filenameOf(name), 2)
  await Promise.all([pool.run(data), pool.run(() => data)])
  expect(isSame(copiesOf(arrays), before)).toBe(true)
})

test.each(withArrays)('native:%s gives the same of shared memory, and changes nothing of it but what it is there to write', async (name) => {
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
    // What it wrote is put back, so that what is left to compare is the rest.
    const at = arrays.indexOf(target)
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(before[at].subarray(target.byteOffset, target.byteOffset + target.byteLength))
  }
  expect(isSame(copiesOf(arrays), before)).toBe(true)
})

describe.each([
  ['transferList', (pool, data, arrays) => pool.run(data, { transferList: arrays.map(({ buffer }) => buffer) })],
  ['transferList, lazily', (pool, data, arrays) => pool.run(() => data, { transferList: arrays.map(({ buffer }) => buffer) })],
  ['move()', (pool, data) => pool.run(moved(data))],
  ['move(), lazily', (pool, data) => pool.run(async () => moved(data))]
])('%s', (_, run) => {
  test.each(withArrays)('native:%s takes the memory away, and the result is right', async (name) => {
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
  return ArrayBuffer.isView(data) ? move(data) : Object.fromEntries(Object.entries(data).map(([field, value]) => [field, ArrayBuffer.isView(value) ? move(value) : value]))
}

test('of a moved view the rest of its memory comes along', async () => {
  const whole = Int16Array.of(9, 8, 7, 6, 5)
  const part = whole.subarray(1, 4)
  const sorted = await openPool('native:sort', 1).run(part, { transferList: [whole.buffer] })
  expect([whole.length, [...sorted], [...new Int16Array(sorted.buffer)]]).toEqual([0, [6, 7, 8], [9, 6, 7, 8, 5]])
})

test('two arrays on one moved memory both have it', async () => {
  const whole = Float64Array.of(1, 2, 3, 4)
  const data = { a: whole.subarray(0, 2), b: whole.subarray(2) }
  expect(await openPool('native:dot', 1).run(data, { transferList: [whole.buffer] })).toBe(11)
  expect(whole.length).toBe(0)
})

test.each([
  ['a buffer that no array lies in', new ArrayBuffer(8)], ['shared memory', new SharedArrayBuffer(8)], ['a view', new Uint8Array(8)], ['null', null]
])('a transferList with %s is refused, and nothing has moved', async (_, item) => {
  const array = Float64Array.of(2, 1)
  const error = await failureOf(openPool('native:sort', 1).run(array, { transferList: [array.buffer, item] }))
  expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('`transferList`') })
  expect([...array]).toEqual([2, 1])
})

test('what is wrong is refused before anything moves', async () => {
  const array = Float64Array.of(2, 1)
  const pool = openPool('native:dot', 1)
  await failureOf(pool.run({ a: array, b: new Float64Array(3) }, { transferList: [array.buffer] }))
  expect([...array]).toEqual([2, 1])
})

test('all threads see what a job has written once its promise is fulfilled', async () => {
  const pool = openPool('native:sort', 2)
  const view = toShared(Int32Array.from({ length: 1000 }, (_, index) => 1000 - index))
  for (let round = 0; round < 200; round += 1) {
    view.reverse()
    await pool.run(view)
    expect([view[0], view[999]]).toEqual([1, 1000])
    expect(await pool.run({ a: Float32Array.from(view), b: Float32Array.from(view) }, { filename: 'native:dot' })).toBe(333833500)
  }
})
