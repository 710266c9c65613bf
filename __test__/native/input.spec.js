// Tests that native tasks refuse wrong data with the name of the field, and that the threads work on.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { nativeJob, names } = require('../helpers/native-jobs.js')
const { openPool } = require('../helpers/pools.js')

function transferred (view) {
  structuredClone(view.buffer, { transfer: [view.buffer] })
  return view
}

const resizable = () => new ArrayBuffer(8, { maxByteLength: 16 })

/** Values that every task refuses in place of an array. */
const wrong = [
  ['null', null], ['a number', 5], ['an array', [3, 1, 2]], ['an object', {}],
  ['a detached array', transferred(new Float64Array(4))], ['a detached empty array', transferred(new Float64Array(0))],
  ['an array on resizable memory', new Float64Array(resizable())]
]
/** Values that tasks on numbers refuse. Tasks on bytes accept some of them. */
const untyped = [
  ['a buffer', new ArrayBuffer(8)],
  ['shared memory without a view', new SharedArrayBuffer(8)],
  ['a DataView', new DataView(new ArrayBuffer(8))],
  ['a string', 'abc'],
  ['a proxy', new Proxy(new Float64Array(4), {})],
  ['an object that inherits from an array', Object.create(new Float64Array(4))]
]
/** Values that tasks on bytes refuse. */
const noBytes = [
  ['a detached buffer', transferred(new Int8Array(4)).buffer],
  ['a resizable buffer', resizable()],
  ['a detached DataView', transferred(new DataView(new ArrayBuffer(8)))],
  ['a DataView on resizable memory', new DataView(resizable())],
  ['a symbol', Symbol('s')],
  ['a BigInt', 1n],
  ['true', true]
]

const arrayTasks = ['sort', 'argsort', 'sum', 'stats']

/** The fields that must be there, by task. */
const required = {
  histogram: ['data', 'bins', 'min', 'max'],
  dot: ['a', 'b'],
  matmul: ['a', 'b', 'rows', 'inner', 'columns'],
  topk: ['query', 'vectors', 'dims', 'k', 'metric'],
  hash: ['data', 'algorithm'],
  compress: ['data', 'format'],
  decompress: ['data', 'format'],
  argon2: ['password'],
  'argon2-verify': ['hash', 'password'],
  primes: ['below']
}
const typed = [
  ['histogram', 'data'], ['dot', 'a'], ['dot', 'b'], ['matmul', 'a'], ['matmul', 'b'], ['matmul', 'out'],
  ['topk', 'query'], ['topk', 'vectors']
]
const bytes = [
  ['hash', 'data'], ['compress', 'data'], ['decompress', 'data'], ['argon2', 'password'], ['argon2', 'salt'],
  ['argon2-verify', 'password']
]

/** Gives a task its data in every way there is. Each must be refused alike, and then the pool must still work. */
async function expectRefusal (task, data, field, error = 'TypeError') {
  const pool = openPool(`native:${task}`, 1)
  for (const run of [pool.run(data), pool.run(() => data), pool.run(async () => data)]) {
    const failure = await failureOf(run)
    expect(failure.name).toBe(error)
    expect(failure).toMatchObject({ code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining(`\`${field}\``) })
  }
  expect(await pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })).toEqual(Int8Array.of(1, 2))
}

describe.each(arrayTasks)('native:%s', (task) => {
  test.each([
    ['undefined', undefined], ...wrong, ...untyped
  ])('refuses %s with a TypeError that names `data`, given at once or lazily', async (_, data) => {
    await expectRefusal(task, data, 'data')
  })

  test('takes empty arrays, shared arrays and views of growable memory', async () => {
    const pool = openPool(`native:${task}`, 1)
    const growable = new SharedArrayBuffer(16, { maxByteLength: 64 })
    const [empty, shared] = [new Float64Array(0), new Float64Array(new SharedArrayBuffer(0))]
    for (const data of [empty, shared, new Float64Array(growable), new Float64Array(growable, 8, 0)]) {
      expect(await pool.run(data)).not.toBe(undefined)
    }
  })
})

test.each([
  'sort', 'argsort'
])('native:%s refuses a descending that is no boolean, unknown fields, and data that it lacks', async (task) => {
  const data = Int8Array.of(1)
  await expectRefusal(task, { data, descending: 'yes' }, 'descending')
  await expectRefusal(task, { data, descendign: true }, 'descendign')
  await expectRefusal(task, { descending: true }, 'data')
  await expectRefusal(task, Object.create({ data }), 'data')
})

describe.each(Object.keys(required))('native:%s', (task) => {
  const usual = () => nativeJob(task, 16)

  test.each(required[task])('refuses data without `%s`', async (field) => {
    const { [field]: _, ...rest } = usual()
    await expectRefusal(task, rest, field)
    await expectRefusal(task, { ...rest, [field]: undefined }, field)
  })

  test('refuses unknown fields, and does not read inherited ones', async () => {
    await expectRefusal(task, { ...usual(), unknown: 1 }, 'unknown')
    const inheriting = Object.assign(Object.create({ polluted: 1 }), usual())
    expect(await openPool(`native:${task}`, 1).run(inheriting)).toBeDefined()
    const [first] = required[task]
    const { [first]: value, ...rest } = usual()
    await expectRefusal(task, Object.assign(Object.create({ [first]: value }), rest), first)
  })

  test.each([
    ['undefined', undefined], ['null', null], ['a number', 5], ['a string', 'abc']
  ])('refuses %s', async (_, data) => {
    const failure = await failureOf(openPool(`native:${task}`, 1).run(data))
    expect(failure.name).toBe('TypeError')
    expect(failure.code).toBe('ERR_OXPOOL_OPTION')
  })

  test('a field that throws when it is read rejects the run with that error', async () => {
    const [first] = required[task]
    const error = new Error('on purpose')
    const data = Object.defineProperty(usual(), first, { get () { throw error }, enumerable: true })
    expect(await failureOf(openPool(`native:${task}`, 1).run(data))).toBe(error)
  })
})

describe.each(typed)('native:%s refuses a wrong `%s`', (task, field) => {
  test.each([...wrong, ...untyped])('%s', async (_, value) => {
    await expectRefusal(task, { ...nativeJob(task, 16), [field]: value }, field)
  })
})

describe.each(bytes)('native:%s refuses a wrong `%s`', (task, field) => {
  test.each([...wrong, ...noBytes])('%s', async (_, value) => {
    await expectRefusal(task, { ...nativeJob(task, 16), [field]: value }, field)
  })
})

test.each([
  ['hash', 'algorithm', 'md5', 'TypeError'], ['hash', 'output', 'base64', 'TypeError'],
  ['compress', 'format', 'brotli', 'TypeError'], ['decompress', 'format', 0, 'TypeError'],
  ['decompress', 'maxOutput', -1, 'RangeError'], ['decompress', 'maxOutput', '1', 'TypeError'],
  ['decompress', 'maxOutput', 1.5, 'RangeError'], ['compress', 'level', '6', 'TypeError'],
  ['compress', 'level', 23, 'RangeError'], ['compress', 'level', 1.5, 'RangeError'],
  ['histogram', 'bins', '2', 'TypeError'], ['histogram', 'min', '0', 'TypeError'],
  ['histogram', 'max', null, 'TypeError'],
  ['matmul', 'rows', 2 ** 31 + 1, 'RangeError'], ['topk', 'dims', 2 ** 31 + 1, 'RangeError'],
  ['topk', 'dims', '8', 'TypeError'], ['topk', 'k', 2 ** 32, 'RangeError'],
  ['argon2', 'memory', '64', 'TypeError'], ['argon2', 'passes', 1.5, 'RangeError'],
  ['argon2', 'lanes', null, 'TypeError'],
  ['argon2-verify', 'hash', 5, 'TypeError'], ['argon2', 'salt', 'somesalt', 'TypeError'],
  ['primes', 'below', -1, 'RangeError'], ['primes', 'below', 1.5, 'RangeError'],
  ['primes', 'below', 1e13, 'RangeError'], ['primes', 'below', 10n, 'TypeError']
])('native:%s refuses a wrong `%s`: %p', async (task, field, value, error) => {
  await expectRefusal(task, { ...nativeJob(task, 16), [field]: value }, field, error)
})

test.each(names)('a `name` for native:%s is refused', async (task) => {
  const run = openPool(1).run(nativeJob(task, 16), { filename: `native:${task}`, name: 'x' })
  const refusal = { code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('`name`') }
  expect(await failureOf(run)).toMatchObject(refusal)
})

test('properties of an array that lie about its memory are ignored', async () => {
  const array = Object.defineProperties(Float64Array.of(3, 1, 2), {
    buffer: { value: new SharedArrayBuffer(24) },
    length: { value: 1e9 },
    byteOffset: { value: 64 },
    BYTES_PER_ELEMENT: { value: 1 }
  })
  const pool = openPool('native:sort', 1)
  expect([...await pool.run(array)]).toEqual([1, 2, 3])
  expect([array[0], array[1], array[2]]).toEqual([3, 1, 2])
  expect(await pool.run({ a: array, b: Float64Array.of(1, 1, 1) }, { filename: 'native:dot' })).toBe(6)
})

test('an array whose memory is transferred away after run() is still sorted', async () => {
  const array = Int32Array.from({ length: 1e5 }, (_, index) => -index)
  const sorted = openPool('native:sort', 2).run(array)
  structuredClone(array.buffer, { transfer: [array.buffer] })
  expect((await sorted)[0]).toBe(1 - 1e5)
})

test('shared memory may grow while it is sorted', async () => {
  const buffer = new SharedArrayBuffer(8e5, { maxByteLength: 8e6 })
  const array = new Float64Array(buffer, 0, 1e5).fill(3)
  const sorted = openPool('native:sort', 2).run(array)
  buffer.grow(8e6)
  expect(await sorted).toBe(array)
})

test('if a view grows with its memory, only its length at the call of run() is sorted', async () => {
  const buffer = new SharedArrayBuffer(8e5, { maxByteLength: 16e5 })
  const array = new Float64Array(buffer)
  for (let index = 0; index < 1e5; index += 1) array[index] = -index
  const sorted = openPool('native:sort', 2).run(array)
  buffer.grow(16e5)
  array[199999] = -1e9
  expect(await sorted).toBe(array)
  expect([array[0], array[99999], array[100000], array[199999]]).toEqual([-99999, -0, 0, -1e9])
})

test('if a view grows with its memory, only its length when getData returns it is sorted', async () => {
  const { pool, gate } = await openHeldPool(fixture('echo.js'), 1)
  const buffer = new SharedArrayBuffer(8, { maxByteLength: 32 })
  const array = new Float64Array(buffer).fill(4)
  const sorted = pool.run(() => array, { filename: 'native:sort' })
  buffer.grow(32)
  array.set([3, 2, 1], 1)
  gate.open()
  expect(await sorted).toBe(array)
  expect([...array]).toEqual([1, 2, 3, 4])
})

test('a job that the native side fails to submit rejects, and frees its place in the queue', async () => {
  const binding = require('../../lib/binding.js')
  const pool = openPool('native:sum', 1, { maxQueue: 0 })
  // The native side accepts everything that passes the checks, so this mock stands for a system without resources.
  const spy = jest.spyOn(binding, 'submitNative').mockImplementationOnce(() => { throw new Error('no more') })
  expect((await failureOf(pool.run(Int8Array.of(1)))).message).toBe('no more')
  spy.mockRestore()
  expect(await pool.run(Int8Array.of(1, 2))).toBe(3)
  expect(pool.pending).toBe(0)
})
