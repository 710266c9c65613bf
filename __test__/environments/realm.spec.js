// Tests that what comes back is of the realm that loaded the package. A test file of Jest runs in a realm of its own.
'use strict'

const { runChild } = require('../helpers/child.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('from-realm.js')

test.each([
  ['/x/g', RegExp], ['new Date(1)', Date], ['new Map([[/a/, /b/]])', Map], ['new Set([[]])', Set],
  ['({ a: /x/ })', Object], ['[/x/]', Array], ['new RangeError("r")', RangeError],
  ['new Float64Array(2)', Float64Array],
  ['new Float64Array(0)', Float64Array], ['new BigInt64Array(1)', BigInt64Array], ['Object(1n)', BigInt],
  ['new DataView(new ArrayBuffer(1))', DataView]
])('a result is of this realm: %s', async (source, Class) => {
  const result = await openPool(file, 1, { name: 'returns' }).run(source)
  expect(Object.getPrototypeOf(result)).toBe(Class.prototype)
})

test('the result of a native task is of this realm, and equals an array of it', async () => {
  const pool = openPool('native:sort', 1)
  const sorted = await pool.run(Float64Array.of(3, 1, 2))
  const indices = await pool.run(Int8Array.of(3, 1), { filename: 'native:argsort' })
  expect([sorted, indices]).toStrictEqual([Float64Array.of(1, 2, 3), Uint32Array.of(1, 0)])
  expect(Object.getPrototypeOf(sorted)).toBe(Float64Array.prototype)
  expect(Object.getPrototypeOf(indices)).toBe(Uint32Array.prototype)
  expect(await pool.run(new Float64Array(0))).toEqual(new Float64Array(0))
})

test('the error that ended a thread, and the errors of jobs, are of this realm', async () => {
  const pool = openPool(file, 1, { name: 'throws' })
  const error = await failureOf(pool.run('Object.assign(new TypeError("t"), { list: [/x/], cause: new Map() })'))
  expect(error).toBeInstanceOf(TypeError)
  const prototypes = [error.list, error.list[0], error.cause].map(Object.getPrototypeOf)
  expect(prototypes[0]).toBe(Array.prototype)
  expect(prototypes[1]).toBe(RegExp.prototype)
  expect(prototypes[2]).toBe(Map.prototype)
  const { cause } = await failureOf(pool.run(1, { filename: fixture('throws-later.js') }))
  expect(cause).toBeInstanceOf(Error)
})

test('nothing that comes back in a bare context is of another realm', async () => {
  const { code, stdout, stderr } = await runChild('realm.js')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toEqual([])
})
