// Tests that values that are larger than any buffer of the pool cross completely in both directions.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const MEGA = 1e6
const list = (make) => Array.from({ length: MEGA }, (_, index) => make(index))

const large = {
  'a string of one-byte characters, 8 MB': () => 'abcdefgh'.repeat(MEGA),
  'a string of two-byte characters, 6 MB': () => 'ключи'.repeat(MEGA * 0.6),
  'a flattened string of 4 MB': () => Buffer.alloc(4 * MEGA, 'xyz').toString(),
  'a million small integers': () => list((index) => index % 100),
  'a million integers': () => list((index) => index * 1000),
  'a million fractions': () => list((index) => index / 3),
  'a hundred thousand objects': () => Array.from({ length: 1e5 }, (_, id) => ({ id, name: `n${id}`, tags: [id] }))
}

// A million comparisons by expect() would take longer than the job.
const isSame = (a, b) => typeof a === 'string' ? a === b : JSON.stringify(a) === JSON.stringify(b)

test.each(Object.entries(large))('a large value comes back complete: %s', async (_, make) => {
  const pool = openPool(fixture('echo.js'), 1)
  const value = make()
  expect(isSame(await pool.run(value), value)).toBe(true)
  expect(isSame(await pool.run(() => value), value)).toBe(true)
  expect(await pool.run('small')).toBe('small')
})

test.each([
  ['a buffer', (buffer) => buffer],
  ['a view', (buffer) => new Float64Array(buffer)],
  ['a view in an object', (buffer) => ({ deep: [new Uint8Array(buffer)] })]
])('20 MB come back complete: %s', async (_, wrap) => {
  const pool = openPool(fixture('echo.js'), 1)
  const bytes = new Uint8Array(20 * MEGA).map((_, index) => index % 251)
  const result = await pool.run(wrap(bytes.buffer))
  const back = result.deep?.[0].buffer ?? result.buffer ?? result
  expect(Buffer.compare(Buffer.from(back), Buffer.from(bytes.buffer))).toBe(0)
})

test('twenty large values in flight on two threads each come back complete', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  const values = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(MEGA))
  const results = await Promise.all(values.map((value) => pool.run(value)))
  expect(results.every((result, index) => result === values[index])).toBe(true)
})

test('large and small values in turn do not mix', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  const values = Array.from({ length: 400 }, (_, index) => index % 20 ? index : `${index} `.repeat(1e5))
  expect(await Promise.all(values.map((value) => pool.run(value)))).toEqual(values)
})

test('a large value and the jobs that its getters submit come back complete', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const buffer = () => new Uint8Array(MEGA).fill(7)
  const inner = []
  const submitting = (name) => ({ get [name] () { return inner.push(pool.run({ name, more: buffer() })) } })
  const staged = ['a', 'b', 'c'].map((name) => pool.run(name))
  const value = [buffer(), submitting('early'), buffer(), buffer(), submitting('late'), buffer()]
  const result = await pool.run(value)
  expect(await Promise.all(staged)).toEqual(['a', 'b', 'c'])
  const told = await Promise.all(inner)
  expect(told.map(({ name }) => name)).toEqual(['early', 'late'])
  const buffers = [...result.filter((part) => part instanceof Uint8Array), ...told.map(({ more }) => more)]
  expect(buffers).toHaveLength(6)
  expect(buffers.every((bytes) => Buffer.compare(bytes, buffer()) === 0)).toBe(true)
})

test('a large value that can\'t be sent leaves the jobs before and after it as they are', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const unsendable = () => ({ bytes: new Uint8Array(MEGA), get fails () { throw new RangeError('no') } })
  const uncloneable = () => ({ bytes: new Uint8Array(MEGA), run () {} })
  const jobs = []
  const refused = []
  for (let index = 0; index < 20; index++) {
    jobs.push(pool.run(index))
    refused.push(expect(pool.run(unsendable())).rejects.toThrow('no'))
    refused.push(expect(pool.run(uncloneable())).rejects.toThrow('could not be cloned'))
    if (index % 3 === 0) jobs.push(pool.run('x'.repeat(MEGA)).then((text) => text.length))
  }
  const expected = Array.from({ length: 20 }, (_, index) => index % 3 === 0 ? [index, MEGA] : [index]).flat()
  expect(await Promise.all(jobs)).toEqual(expected)
  await Promise.all(refused)
})

test('results that can\'t be sent after large parts of them were written fail alone', async () => {
  const pool = openPool(fixture('large-results.js'), 1)
  const names = ['fails', 'function', 'bytes', 'fails', 'small', 'function', 'bytes']
  const ends = await Promise.all(names.map(async (name) => {
    try {
      return (await pool.run(undefined, { name })).length
    } catch (error) {
      return error.name
    }
  }))
  expect(ends).toEqual(['RangeError', 'DataCloneError', MEGA, 'RangeError', 5, 'DataCloneError', MEGA])
})

const SIX = 6 * MEGA

function expectKept ({ id, bytes, part, same }) {
  expect([id, bytes.length, bytes[SIX - 1], part.byteOffset, part.length]).toEqual([1, SIX, 7, 8, 8])
  expect(part.buffer).toBe(bytes.buffer)
  expect(same).toBe(bytes)
}

test('very large buffers in a result are copies, and the caller may change and move them', async () => {
  const pool = openPool(fixture('large-results.js'), 1)
  for (let times = 0; times < 3; times++) {
    const result = await pool.run(undefined, { name: 'kept' })
    expectKept(result)
    result.bytes.fill(1)
    structuredClone(result.bytes.buffer, { transfer: [result.bytes.buffer] })
    expect(result.bytes.length).toBe(0)
    expect(result.part.length).toBe(0)
  }
  expect(await pool.run(undefined, { name: 'sum' })).toBe(7 * SIX)
})

test('very large buffers arrive from progress, from streams, from nested jobs and with errors', async () => {
  const pool = openPool(fixture('large-results.js'), 2)
  const told = []
  await pool.run(undefined, { name: 'tells', onProgress: (value) => told.push(value) })
  expect(told).toHaveLength(1)
  expectKept(told[0])
  const yielded = []
  for await (const bytes of pool.stream(undefined, { name: 'yields' })) yielded.push([bytes.length, bytes[SIX - 1]])
  expect(yielded).toEqual([0, 1, 2, 3, 4].map((first) => [SIX, first]))
  expect(await pool.run(undefined, { name: 'nests' })).toBe(SIX)
  const error = await pool.run(undefined, { name: 'throws' }).catch((error) => error)
  expect([error.message, error.bytes.length, error.bytes[9]]).toEqual(['with bytes', SIX, 7])
})

test('a result that fails after a very large buffer was copied leaves later results as they are', async () => {
  const pool = openPool(fixture('large-results.js'), 1)
  const runs = ['holds', 'kept', 'holds', 'small', 'kept'].map((name) => pool.run(undefined, { name }))
  const [first, second, third, fourth, fifth] = await Promise.allSettled(runs)
  expect([first.reason.message, third.reason.message, fourth.value]).toEqual(['no', 'no', 'small'])
  expectKept(second.value)
  expectKept(fifth.value)
})

const GIGA = 2 ** 30
const huge = {
  'a Buffer of 1.1 GiB': () => Buffer.alloc(1.1 * GIGA, 7),
  'a typed array of 2.2 GiB': () => new Uint8Array(2.2 * GIGA).fill(3),
  'three strings of 0.49 GiB': () => ['a', 'b', 'c'].map((letter) => letter.repeat(0.49 * GIGA)),
  'four arrays of 1.1 GiB': () => [1, 2, 3, 4].map((number) => new Uint8Array(1.1 * GIGA).fill(number))
}
const partsOf = (value) => Array.isArray(value) ? value : [value]
const ends = (value) => partsOf(value).map((part) => [part.length, part[0], part[part.length - 1]])

// These need 20 GB of memory and some minutes.
const stressTest = process.env.OXPOOL_STRESS ? test : test.skip
stressTest.each(Object.entries(huge))('values beyond 2^30, 2^31 and 2^32 bytes come back: %s', async (_, make) => {
  const pool = openPool(fixture('echo.js'), 1)
  const value = make()
  expect(ends(await pool.run(value))).toEqual(ends(value))
  expect(await pool.run('small')).toBe('small')
}, 600000)
