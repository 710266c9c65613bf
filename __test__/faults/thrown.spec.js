// Tests that an error that a handler throws arrives with its class and contents.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const ways = [
  ['thrown by a function', {
    file: 'throws.js',
    kind: (pool, kind) => pool.run(kind),
    value: (pool, value) => pool.run(value, { name: 'value' })
  }],
  ['rejected by an async function', {
    file: 'rejects.js',
    kind: (pool, kind) => pool.run(kind),
    value: (pool, value) => pool.run(value, { name: 'value' })
  }],
  ['thrown by a listener', {
    file: 'message-throws-kind.js',
    kind: (pool, kind) => pool.run({ kind }),
    value: (pool, value) => pool.run({ value })
  }]
]

const classes = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }
const values = [
  'a string', '', null, undefined, 0, -0, NaN, true, 10n, { a: [1] }, [1, 2], new Map([[1, 2]]), new Date(5)
]

describe.each(ways)('%s', (_, { file, kind: throwKind, value: throwValue }) => {
  const open = () => openPool(fixture(file), 1)

  test.each(Object.entries(classes))('%s arrives with its class, name, message and stack', async (name, Class) => {
    const error = await failureOf(throwKind(open(), name))
    expect(Object.getPrototypeOf(error)).toBe(Class.prototype)
    expect([error.name, error.message]).toEqual([name, `a ${name}`])
    expect(error.stack).toMatch(new RegExp(`^${name}: a ${name}\n *at .*thrown\\.js`))
    expect(Object.keys(error)).toEqual([])
  })

  test('the stack shows the file that threw', async () => {
    const { stack } = await failureOf(throwKind(open(), 'Error'))
    expect(stack).toContain(file)
  })

  test('an error of a custom class arrives as the nearest built-in class, with its name and properties', async () => {
    const error = await failureOf(throwKind(open(), 'TeapotError'))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ name: 'TeapotError', message: 'short and stout', status: 418 })
  })

  test('AggregateError arrives with its errors', async () => {
    const error = await failureOf(throwKind(open(), 'AggregateError'))
    expect(error).toBeInstanceOf(AggregateError)
    expect(error.errors).toEqual([expect.any(RangeError), 'two'])
    expect(error.errors[0].message).toBe('one')
  })

  test('all nested causes arrive', async () => {
    const error = await failureOf(throwKind(open(), 'cause'))
    expect(error.cause).toBeInstanceOf(RangeError)
    expect(error.cause).toMatchObject({ message: 'inner', cause: { deep: [1] } })
    expect(error.cause.stack).toContain('thrown.js')
  })

  test('code and own properties arrive', async () => {
    const error = await failureOf(throwKind(open(), 'properties'))
    expect(error).toMatchObject({ code: 'E_FULL', when: new Date(5), map: new Map([['a', 1n]]) })
    expect(error.inner).toBeInstanceOf(TypeError)
  })

  test('a system error arrives with its code, syscall, path and errno', async () => {
    const error = await failureOf(throwKind(open(), 'system'))
    expect(error).toMatchObject({ code: 'ENOENT', syscall: 'open', path: '/no/such/file', errno: expect.any(Number) })
  })

  test('a DOMException arrives as a DOMException', async () => {
    const error = await failureOf(throwKind(open(), 'DOMException'))
    expect(error).toBeInstanceOf(DOMException)
    expect([error.name, error.message, error.code]).toEqual(['InvalidStateError', 'not now', 11])
  })

  test('an error that refers to itself still does when it arrives', async () => {
    const error = await failureOf(throwKind(open(), 'circular'))
    expect(error.self).toBe(error)
  })

  test('an error with a method arrives without the method', async () => {
    const error = await failureOf(throwKind(open(), 'uncloneable'))
    expect(error).toMatchObject({ message: 'has a method', kept: 1 })
    expect(error.method).toBe(undefined)
  })

  test('an error that throws when it is read still rejects its job, and the next job works', async () => {
    const pool = open()
    expect(await failureOf(throwKind(pool, 'hostile'))).toBeInstanceOf(Error)
    expect(await failureOf(throwKind(pool, 'RangeError'))).toBeInstanceOf(RangeError)
  })

  test.each(values.map((value) => [value]))('a value that is no Error arrives unchanged: %p', async (value) => {
    expect(await failureOf(throwValue(open(), value))).toEqual(value)
  })

  test.each([
    ['function', 'named'], ['symbol', 'Symbol(thrown)']
  ])('a thrown %s arrives as an Error that names it', async (kind, text) => {
    const error = await failureOf(throwKind(open(), kind))
    expect(error).toBeInstanceOf(Error)
    expect(error.message).toContain(text)
  })
})
