// What a native task can't take is refused by name, and the threads go on.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { openPool } = require('../helpers/pools.js')

function detached () {
  const array = new Int32Array(4)
  structuredClone(array.buffer, { transfer: [array.buffer] })
  return array
}

const wrong = [
  ['nothing', undefined], ['null', null], ['a number', 5], ['a string', 'abc'], ['an array', [3, 1, 2]], ['an object', {}],
  ['a buffer', new ArrayBuffer(8)], ['shared memory without a view', new SharedArrayBuffer(8)], ['a DataView', new DataView(new ArrayBuffer(8))],
  ['a detached array', detached()], ['an array on resizable memory', new Int8Array(new ArrayBuffer(8, { maxByteLength: 16 }))]
]

describe.each(['sort', 'sum'])('native:%s', (task) => {
  test.each(wrong)('refuses %s with a TypeError that names `data`, given at once or lazily', async (_, data) => {
    const pool = openPool(`native:${task}`, 1)
    for (const run of [pool.run(data), pool.run(() => data), pool.run(async () => data)]) {
      const error = await failureOf(run)
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toContain('`data`')
      expect(error.code).toMatch(/^ERR_OXPOOL_/)
    }
    expect(await pool.run(Int8Array.of(1))).toEqual(task === 'sort' ? Int8Array.of(1) : 1)
  })
})

test('sort refuses a descending that is no boolean', async () => {
  const error = await failureOf(openPool('native:sort', 1).run({ data: Int8Array.of(1), descending: 'yes' }))
  expect(error).toBeInstanceOf(TypeError)
  expect(error.message).toMatch(/`descending`.*boolean.*'yes'/)
})

test('a native task has no `name`: to give one is a mistake that throws at once', () => {
  const pool = openPool(1)
  expect(() => pool.run(Int8Array.of(1), { filename: 'native:sort', name: 'x' })).toThrow(expect.objectContaining({
    code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('`name`')
  }))
})

test('an array whose memory is transferred away after run() is sorted all the same', async () => {
  const array = Int32Array.from({ length: 1e5 }, (_, index) => -index)
  const sorted = openPool('native:sort', 2).run(array)
  structuredClone(array.buffer, { transfer: [array.buffer] })
  expect((await sorted)[0]).toBe(1 - 1e5)
})

test('shared memory that grows while it is sorted stays safe', async () => {
  const buffer = new SharedArrayBuffer(8e5, { maxByteLength: 8e6 })
  const array = new Float64Array(buffer, 0, 1e5).fill(3)
  const sorted = openPool('native:sort', 2).run(array)
  buffer.grow(8e6)
  expect(await sorted).toBe(array)
})

test('shared memory that is written while it is sorted stays safe', async () => {
  const pool = openPool('native:sort', 2)
  const shared = new Int32Array(new SharedArrayBuffer(4e6))
  const sorting = Promise.all(Array.from({ length: 5 }, () => pool.run(shared)))
  for (let round = 0; round < 5; round += 1) for (let index = 0; index < shared.length; index += 1) shared[index] = (index * 7919) % 1000
  await sorting
  await pool.run(shared)
  expect(shared.every((number, index) => index === 0 || shared[index - 1] <= number)).toBe(true)
})
