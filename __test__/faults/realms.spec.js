// Tests that values of another realm arrive like others. Handlers in a sandbox or under a test runner make such values.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('from-realm.js')

describe.each(['throws', 'rejects'])('a handler that %s', (name) => {
  const failure = (source) => failureOf(openPool(file, 1, { name }).run(source))

  test.each([
    ['Error', Error], ['TypeError', TypeError], ['RangeError', RangeError], ['SyntaxError', SyntaxError]
  ])('%s of another realm arrives with its class, message and stack', async (kind, Class) => {
    const error = await failure(`new ${kind}('from afar')`)
    expect(error).toBeInstanceOf(Class)
    expect(error).toMatchObject({ name: kind, message: 'from afar', stack: expect.stringContaining('from-realm.js') })
  })

  test('an error of a custom class arrives as the nearest built-in class, with its name and properties', async () => {
    const error = await failure('new (class Teapot extends RangeError { name = "Teapot"; status = 418 })("short")')
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ name: 'Teapot', message: 'short', status: 418 })
  })

  test('causes and errors of another realm arrive', async () => {
    const inner = 'new AggregateError([new TypeError("one"), 2], "inner")'
    const { cause } = await failure(`new Error("outer", { cause: ${inner} })`)
    expect(cause).toBeInstanceOf(AggregateError)
    expect(cause.message).toBe('inner')
    expect(cause.errors).toEqual([new TypeError('one'), 2])
  })

  test('toJSON of an error is not called', async () => {
    const properties = '{ toJSON () { throw new Error("asked") }, code: "E_WHOLE" }'
    const error = await failure(`Object.assign(new Error("whole"), ${properties})`)
    expect(error).toMatchObject({ message: 'whole', code: 'E_WHOLE' })
  })

  test('a value that is no Error arrives unchanged', async () => {
    expect(await failure('({ list: [1, new Map([["a", 1n]])] })')).toEqual({ list: [1, new Map([['a', 1n]])] })
    expect(await failure('null')).toBe(null)
  })
})

test.each([
  ['an object', '({ a: { b: [1, "two", null] } })', { a: { b: [1, 'two', null] } }],
  ['an array', '[1, , 3]', [1, , 3]], // eslint-disable-line no-sparse-arrays
  [
    'collections',
    '[new Map([[1, new Set([2])]]), new Date(5), /x/g]',
    [new Map([[1, new Set([2])]]), new Date(5), /x/g]
  ],
  ['bytes', 'new Uint8Array([1, 2])', Uint8Array.of(1, 2)],
  ['a promise', 'Promise.resolve(7)', 7]
])('a result of another realm arrives: %s', async (_, source, result) => {
  expect(await openPool(file, 1, { name: 'returns' }).run(source)).toEqual(result)
})
