// Values far larger than any buffer of the pool's cross whole, both ways.
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

// A million comparisons by expect() would take longer than the journey.
const isSame = (a, b) => typeof a === 'string' ? a === b : JSON.stringify(a) === JSON.stringify(b)

test.each(Object.entries(large))('%s: there and back', async (_, make) => {
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
])('20 MB there and back: %s', async (_, wrap) => {
  const pool = openPool(fixture('echo.js'), 1)
  const bytes = new Uint8Array(20 * MEGA).map((_, index) => index % 251)
  const result = await pool.run(wrap(bytes.buffer))
  const back = result.deep?.[0].buffer ?? result.buffer ?? result
  expect(Buffer.compare(Buffer.from(back), Buffer.from(bytes.buffer))).toBe(0)
})

test('twenty large values in flight on two threads each come back whole', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  const values = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(MEGA))
  const results = await Promise.all(values.map((value) => pool.run(value)))
  expect(results.every((result, index) => result === values[index])).toBe(true)
})

test('large and small values take turns without mixing', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  const values = Array.from({ length: 400 }, (_, index) => index % 20 ? index : `${index} `.repeat(1e5))
  expect(await Promise.all(values.map((value) => pool.run(value)))).toEqual(values)
})
