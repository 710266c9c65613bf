// Whatever kind an array is of, and whatever memory it lies on, at whatever offset: a task gives the same, and touches no byte beside it.
'use strict'

const { isDeepStrictEqual } = require('node:util')
const { openPool } = require('../helpers/pools.js')
const { failureOf } = require('../helpers/failure.js')
const { kinds, floatKinds, hasSameNumbers } = require('../helpers/typed-arrays.js')

/** None, few, odd, and more than a part. */
const LENGTHS = [0, 1, 7, 1001, 66001]
const EDGE = 0xa5

/** Makes an array of a kind and a length, on memory of some sort. */
const memories = {
  ordinary: (Kind, length) => new Kind(length),
  'ordinary, at an offset': (Kind, length) => between(Kind, length, (bytes) => new ArrayBuffer(bytes), 1),
  shared: (Kind, length) => new Kind(new SharedArrayBuffer(length * Kind.BYTES_PER_ELEMENT)),
  'shared, at an offset': (Kind, length) => between(Kind, length, (bytes) => new SharedArrayBuffer(bytes), 1),
  'shared, at an odd offset': (Kind, length) => between(Kind, length, (bytes) => new SharedArrayBuffer(bytes), 3),
  'growable, of a length': (Kind, length) => between(Kind, length, (bytes) => new SharedArrayBuffer(bytes, { maxByteLength: 2 * bytes }), 1),
  'growable, to its end': (Kind, length) => {
    const bytes = length * Kind.BYTES_PER_ELEMENT
    return new Kind(new SharedArrayBuffer(bytes, { maxByteLength: bytes + 64 }))
  },
  grown: (Kind, length) => {
    const bytes = length * Kind.BYTES_PER_ELEMENT
    const buffer = new SharedArrayBuffer(0, { maxByteLength: bytes + 64 })
    buffer.grow(bytes)
    return new Kind(buffer)
  },
  'WebAssembly\'s': (Kind, length) => {
    const pages = Math.ceil((length + 8) * Kind.BYTES_PER_ELEMENT / 65536)
    const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
    return between(Kind, length, () => buffer, 1)
  }
}
const table = kinds.flatMap(([name, Kind]) => Object.entries(memories).map(([memory, make]) => [name, memory, Kind, make]))

/** A view with some elements of its buffer before it and some behind, all of whose bytes are known. */
function between (Kind, length, makeBuffer, before) {
  const buffer = makeBuffer((length + before + 3) * Kind.BYTES_PER_ELEMENT)
  new Uint8Array(buffer).fill(EDGE)
  return new Kind(buffer, before * Kind.BYTES_PER_ELEMENT, length)
}

function fill (array) {
  const isBig = array.constructor.name.startsWith('Big')
  for (let index = 0; index < array.length; index += 1) {
    const number = Math.round(Math.sin(index) * 1e5)
    array[index] = isBig ? BigInt(number) : number
  }
  return array
}

/** Whether what lies before and behind a view is as `between` left it. */
function isEdgeClean ({ buffer, byteOffset, byteLength }) {
  if (byteOffset === 0) return true
  const outside = [new Uint8Array(buffer, 0, byteOffset), new Uint8Array(buffer, byteOffset + byteLength)]
  return outside.every((edge) => edge.every((byte) => byte === EDGE))
}

const tasks = {
  argsort: (data) => data,
  sum: (data) => data,
  stats: (data) => data,
  histogram: (data) => ({ data, bins: 20, min: -1e5, max: 1e5 })
}

test.each(table)('%s, %s memory: arrays of every length', async (_, memory, Kind, make) => {
  const pool = openPool(2)
  for (const length of LENGTHS) {
    const array = fill(make(Kind, length))
    const plain = fill(new Kind(length))
    for (const [task, dataOf] of Object.entries(tasks)) {
      const filename = `native:${task}`
      expect(isDeepStrictEqual(await pool.run(dataOf(array), { filename }), await pool.run(dataOf(plain), { filename }))).toBe(true)
    }
    expect(hasSameNumbers(array, plain)).toBe(true)
    const sorted = await pool.run(array, { filename: 'native:sort' })
    const isInPlace = !memory.startsWith('ordinary')
    expect(sorted === array).toBe(isInPlace)
    expect(hasSameNumbers(sorted, plain.toSorted())).toBe(true)
    if (!isInPlace) expect(hasSameNumbers(array, plain)).toBe(true)
    expect(isEdgeClean(array)).toBe(true)
  }
})

test.each(floatKinds.flatMap(([name, Kind]) => Object.entries(memories).map(([memory, make]) => [name, memory, Kind, make])))(
  '%s, %s memory: vectors and matrices', async (_, memory, Kind, make) => {
    const pool = openPool(2)
    const [rows, inner, columns] = [37, 51, 23]
    const dataOf = (array) => ({
      dot: { a: array(999), b: array(999) },
      matmul: { a: array(rows * inner), b: array(inner * columns), rows, inner, columns },
      topk: { query: array(9), vectors: array(9 * 111), dims: 9, k: 20, metric: 'cosine' }
    })
    const [given, plain] = [dataOf((length) => fill(make(Kind, length))), dataOf((length) => fill(new Kind(length)))]
    for (const task of Object.keys(given)) {
      const filename = `native:${task}`
      expect(await pool.run(given[task], { filename })).toEqual(await pool.run(plain[task], { filename }))
    }
    const out = make(Kind, rows * columns)
    const filename = 'native:matmul'
    expect(await pool.run({ ...given.matmul, out }, { filename })).toBe(out)
    expect(hasSameNumbers(out, await pool.run(plain.matmul, { filename }))).toBe(true)
    expect([out, ...Object.values(given.matmul).filter(ArrayBuffer.isView)].every(isEdgeClean)).toBe(true)
  }
)

/** What can be seen as bytes. */
const byteViews = {
  ...Object.fromEntries(kinds.map(([name, Kind]) => [name, ({ buffer, byteOffset, byteLength }) => new Kind(buffer, byteOffset, byteLength / Kind.BYTES_PER_ELEMENT)])),
  Buffer: ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength),
  DataView: ({ buffer, byteOffset, byteLength }) => new DataView(buffer, byteOffset, byteLength)
}
const BYTES = 8 * 9001

test.each(Object.keys(byteViews))('a %s is bytes, on whatever memory', async (name) => {
  const pool = openPool(2)
  const plain = fill(new Uint8Array(BYTES))
  const expected = await pool.run({ data: plain, algorithm: 'blake3' }, { filename: 'native:hash' })
  for (const make of Object.values(memories)) {
    const array = fill(make(BigInt64Array, BYTES / 8))
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    bytes.set(plain)
    const data = byteViews[name](array)
    expect(await pool.run({ data, algorithm: 'blake3' }, { filename: 'native:hash' })).toBe(expected)
    const packed = await pool.run({ data, format: 'lz4' }, { filename: 'native:compress' })
    expect(hasSameNumbers(await pool.run({ data: packed, format: 'lz4' }, { filename: 'native:decompress' }), plain)).toBe(true)
    expect(hasSameNumbers(bytes, plain)).toBe(true)
    expect(isEdgeClean(array)).toBe(true)
  }
})

test('a part of the memory that small Buffers share is copied, and its neighbours stay', async () => {
  const [before, buffer, behind] = ['before', 'zyx', 'behind'].map((text) => Buffer.from(text))
  expect(before.buffer).toBe(behind.buffer)
  expect([...await openPool('native:sort', 1).run(buffer)]).toEqual([...Buffer.from('xyz')])
  expect([before, buffer, behind].map(String)).toEqual(['before', 'zyx', 'behind'])
})

test.each(kinds)('a detached %s is refused, and so is one that can be resized', async (_, Kind) => {
  const detached = new Kind(8)
  structuredClone(detached.buffer, { transfer: [detached.buffer] })
  const pool = openPool(1)
  for (const data of [detached, new Kind(new ArrayBuffer(64, { maxByteLength: 128 }))]) {
    for (const task of ['sort', 'argsort', 'sum', 'stats']) {
      expect(await failureOf(pool.run(data, { filename: `native:${task}` }))).toMatchObject({ name: 'TypeError', code: 'ERR_OXPOOL_OPTION' })
    }
    const hash = pool.run({ data, algorithm: 'crc32' }, { filename: 'native:hash' })
    expect(await failureOf(hash)).toMatchObject({ name: 'TypeError', code: 'ERR_OXPOOL_OPTION' })
  }
})
