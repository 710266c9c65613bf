// Tests that a value that structuredClone() refuses rejects its own run with the same error, and no other run.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const values = [
  ['a symbol', Symbol('s')],
  ['a function in an object', { call () {} }],
  ['a function in an array', [1, [() => {}]]],
  ['a symbol in a Map', new Map([['a', Symbol('s')]])],
  ['a function in a Set', new Set([() => {}])],
  ['a promise', Promise.resolve(1)],
  ['a WeakMap', new WeakMap()],
  ['a WeakRef', { ref: new WeakRef({}) }],
  ['a proxy', new Proxy({}, {})],
  ['a generator', (function * () {})()],
  ['a function after many other values', { a: new Array(1000).fill('x'), b: new Date(), c: /x/, d: { e: () => {} } }]
]

const refusal = (value) => {
  try {
    structuredClone(value)
  } catch (error) {
    return error
  }
}

test.each(values)('data with %s rejects as structuredClone() does, and other runs go on', async (_, value) => {
  const pool = openPool(fixture('echo.js'), 2)
  const runs = [pool.run('before'), failureOf(pool.run(value)), pool.run('after')]
  const [before, error, after] = await Promise.all(runs)
  const { name, code, message } = refusal(value)
  expect(error).toMatchObject({ name, code, message })
  expect(error).toBeInstanceOf(DOMException)
  expect([before, after]).toEqual(['before', 'after'])
})

test('an error that a getter of the data throws rejects that run', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const mistake = new RangeError('getter')
  expect(await failureOf(pool.run({ get a () { throw mistake } }))).toBe(mistake)
  expect(await pool.run(1)).toBe(1)
})

test('a getter of the data may run another job', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  let inner
  expect(await pool.run({ get a () { inner = pool.run('inner'); return 1 } })).toEqual({ a: 1 })
  expect(await inner).toBe('inner')
})

test('a getter of the data may close the pool, and the job still runs', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  let closing
  expect(await pool.run({ get a () { closing = pool.close(); return 1 } })).toEqual({ a: 1 })
  await closing
})

test.each([
  'function',
  'symbol',
  'promise',
  'weak'
])('a result that can\'t be cloned rejects with a DataCloneError: %s', async (kind) => {
  const pool = openPool(fixture('returns-uncloneable.js'), 1)
  const [error, after] = await Promise.all([failureOf(pool.run(kind)), pool.run('none')])
  const message = expect.stringContaining('could not be cloned')
  expect(error).toMatchObject({ name: 'DataCloneError', code: 25, message })
  expect(error).toBeInstanceOf(DOMException)
  expect(after).toBe('fine')
})

test('a message-style answer that can\'t be cloned rejects its job', async () => {
  const pool = openPool(fixture('message-uncloneable.js'), 1)
  const [error, after] = await Promise.all([failureOf(pool.run('bad')), pool.run('good')])
  expect(error).toMatchObject({ name: 'DataCloneError', code: 25 })
  expect(after).toBe('good')
})
