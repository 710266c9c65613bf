// Tests that tasks give the same result for every kind of array, memory and offset, and touch no byte beside the array.
'use strict'

const { isDeepStrictEqual } = require('node:util')
const { openPool } = require('../helpers/pools.js')
const { failureOf } = require('../helpers/failure.js')
const { kinds, floatKinds, hasSameNumbers } = require('../helpers/typed-arrays.js')

/** No elements, few, an odd number, and more than one part. */
const LENGTHS = [0, 1, 7, 1001, 66001]
const EDGE = 0xa5

/** Each makes an array of a kind and a length, on memory of some sort. */
const memories = {
  ordinary: (Kind, length) => new Kind(length),
  'ordinary, at an offset': (Kind, length) => between(Kind, length, (bytes) => new ArrayBuffer(bytes), 1),
  shared: (Kind, length) => new Kind(new SharedArrayBuffer(length * Kind.BYTES_PER_ELEMENT)),
  'shared, at an offset': (Kind, length) => between(Kind, length, (bytes) => new SharedArrayBuffer(bytes), 1),
  'shared, at an odd offset': (Kind, length) => between(Kind, length, (bytes) => new SharedArrayBuffer(bytes), 3),
  'growable, with a fixed length': (Kind, length) =>
    between(Kind, length, (bytes) => new SharedArrayBuffer(bytes, { maxByteLength: 2 * bytes }), 1),
  'growable, up to its end': (Kind, length) => {
    const bytes = length * Kind.BYTES_PER_ELEMENT
    return new Kind(new SharedArrayBuffer(bytes, { maxByteLength: bytes + 64 }))
  },
  grown: (Kind, length) => {
    const bytes = length * Kind.BYTES_PER_ELEMENT
    const buffer = new SharedArrayBuffer(0, { maxByteLength: bytes + 64 })
    buffer.grow(bytes)
    return new Kind(buffer)
  },
  WebAssembly: (Kind, length) => {
    const pages = Math.ceil((length + 8) * Kind.BYTES_PER_ELEMENT / 65536)
    const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
    return between(Kind, length, () => buffer, 1)
  }
}
const table = kinds.flatMap(([name, Kind]) =>
  Object.entries(memories).map(([memory, make]) => [name, memory, Kind, make]))

/** Makes a view with some elements of its buffer before it and some behind it, whose bytes are all known. */
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

/** Whether the bytes before and behind a view are as `between` left them. */
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

test.each(table)('arrays of every length give the same results: %s, memory %s', async (_, memory, Kind, make) => {
  const pool = openPool(2)
  for (const length of LENGTHS) {
    const array = fill(make(Kind, length))
    const plain = fill(new Kind(length))
    for (const [task, dataOf] of Object.entries(tasks)) {
      const filename = `native:${task}`
      const result = await pool.run(dataOf(array), { filename })
      const expected = await pool.run(dataOf(plain), { filename })
      expect(isDeepStrictEqual(result, expected)).toBe(true)
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

const floatTable = table.filter(([name]) => floatKinds.some(([floatName]) => floatName === name))

test.each(floatTable)(
  'vectors and matrices give the same results: %s, memory %s', async (_, memory, Kind, make) => {
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

/** Each makes another view of the same bytes. */
const byteViews = {
  ...Object.fromEntries(kinds.map(([name, Kind]) =>
    [name, ({ buffer, byteOffset, byteLength }) => new Kind(buffer, byteOffset, byteLength / Kind.BYTES_PER_ELEMENT)])),
  Buffer: ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength),
  DataView: ({ buffer, byteOffset, byteLength }) => new DataView(buffer, byteOffset, byteLength)
}
const BYTES = 8 * 9001

test.each(Object.keys(byteViews))('a %s may give the bytes, on any memory', async (name) => {
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
    const unpacked = await pool.run({ data: packed, format: 'lz4' }, { filename: 'native:decompress' })
    expect(hasSameNumbers(unpacked, plain)).toBe(true)
    expect(hasSameNumbers(bytes, plain)).toBe(true)
    expect(isEdgeClean(array)).toBe(true)
  }
})

test('a small Buffer in memory that Buffers share is copied, and its neighbours stay as they are', async () => {
  const [before, buffer, behind] = ['before', 'zyx', 'behind'].map((text) => Buffer.from(text))
  expect(before.buffer).toBe(behind.buffer)
  expect([...await openPool('native:sort', 1).run(buffer)]).toEqual([...Buffer.from('xyz')])
  expect([before, buffer, behind].map(String)).toEqual(['before', 'zyx', 'behind'])
})

test.each(kinds)('a %s that is detached or on resizable memory is refused', async (_, Kind) => {
  const detached = new Kind(8)
  structuredClone(detached.buffer, { transfer: [detached.buffer] })
  const pool = openPool(1)
  const refusal = { name: 'TypeError', code: 'ERR_OXPOOL_OPTION' }
  for (const data of [detached, new Kind(new ArrayBuffer(64, { maxByteLength: 128 }))]) {
    for (const task of ['sort', 'argsort', 'sum', 'stats']) {
      expect(await failureOf(pool.run(data, { filename: `native:${task}` }))).toMatchObject(refusal)
    }
    const hash = pool.run({ data, algorithm: 'crc32' }, { filename: 'native:hash' })
    expect(await failureOf(hash)).toMatchObject(refusal)
  }
})
