// Tests that errors, instances of classes and unusual arrays arrive as structuredClone() would copy them.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')
const { sameClone } = require('../helpers/same-clone.js')

const differenceOf = async (value, clone = structuredClone(value)) =>
  sameClone(await openPool(fixture('echo.js'), 1).run(value), clone)

class Point {
  x = 1
  y = { z: 2 }
  get sum () { return 3 }
}

class Odd extends RangeError {
  code = 'ODD'
}

const changed = (error, change) => {
  change(error)
  return error
}

test.each(Object.entries({
  'an error': () => new TypeError('message'),
  'an error without a message': () => new Error(),
  'an error of a class of its own': () => new Odd('odd'),
  'an error with a cause that has a cause': () => new Error('a', { cause: new Odd('b', { cause: { deep: [1] } }) }),
  'an error whose cause is undefined': () => new Error('a', { cause: undefined }),
  'a frozen error': () => Object.freeze(new Error('frozen')),
  'an error whose message is no text': () => changed(new Error(), (error) => { error.message = 5 }),
  'an error whose stack is no text': () => changed(new Error('a'), (error) => { error.stack = 5 }),
  'an error whose message comes from a getter': () =>
    Object.defineProperty(new Error('a'), 'message', { get: () => 'got' }),
  'an error whose name comes from a getter': () =>
    Object.defineProperty(new Error('a'), 'name', { get: () => 'SyntaxError' }),
  'errors that come twice': () => {
    const error = new Error('twice', { cause: new Error('once') })
    return [error, error.cause, error, { error }]
  },
  'instances of a class': () => [new Point(), new Point(), { inner: new Point() }],
  'instances with a hundred fields': () => [1, 2].map(() =>
    Object.assign(new Point(), Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, index])))),
  'an instance that refers to itself': () => changed(new Point(), (point) => { point.y = point }),
  'an object whose prototype is a proxy': () =>
    [Object.assign(Object.create(new Proxy({}, { has () { throw new Error('asked') } })), { a: 1 })],
  'an object without a prototype': () => Object.assign(Object.create(null), { a: 1, constructor: 2 }),
  'an array with holes': () => [, 1, , 2, ,], // eslint-disable-line no-sparse-arrays
  'an empty array of some length': () => new Array(7),
  'a long array with two elements': () => Object.assign([], { 5: 1, 100000: 2 }),
  'an array with properties': () => Object.assign([1, 2], { name: 'x', '-1': 1, 4294967295: 2, constructor: 3 }),
  'a match': () => /(?<letter>b)(x)?/.exec('abc'),
  'deep lists in an array with holes': () => {
    let deep = []
    for (let depth = 0; depth < 300; depth++) deep = [deep]
    return [, deep, new Error('a', { cause: deep })] // eslint-disable-line no-sparse-arrays
  },
  'many strings and one number': () => [...Array.from({ length: 300 }, (_, index) => `${index} in a long list`), 1],
  'many large BigInts': () =>
    Array.from({ length: 300 }, (_, index) => (index % 2 ? -1n : 1n) << BigInt(64 + index * 9))
}))('%s arrives as a structured clone', async (_, make) => {
  expect(await differenceOf(make())).toBeNull()
})

test('an element that a getter removes is missing in the result', async () => {
  const make = () => {
    const array = [, 1, 2] // eslint-disable-line no-sparse-arrays
    Object.defineProperty(array, 0, { get () { delete array[2]; return 0 }, enumerable: true, configurable: true })
    array.name = 'named'
    return array
  }
  expect(await differenceOf(make(), structuredClone(make()))).toBeNull()
})

test('an error in its own cause arrives, or is refused, as by structuredClone', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const error = new Error('own')
  error.cause = { error }
  const clone = (() => {
    try {
      return structuredClone(error)
    } catch {
      return undefined
    }
  })()
  if (clone === undefined) {
    await expect(pool.run(error)).rejects.toThrow()
  } else {
    const arrived = await pool.run(error)
    expect(arrived.cause.error).toBe(arrived)
  }
  expect(await pool.run(1)).toBe(1)
})

test.each([[() => new URL('http://a.b')], [() => new Blob(['text'])]])(
  'an object of Node\'s own is never taken for an instance: %s', async (make) => {
    const pool = openPool(fixture('echo.js'), 1)
    for (let time = 0; time < 5; time++) {
      const value = make()
      const [result, clone] = await Promise.allSettled([pool.run(value), (async () => structuredClone(value))()])
      expect(result.status).toBe(clone.status)
      if (result.status === 'fulfilled') {
        expect(Object.getPrototypeOf(result.value).constructor.name)
          .toBe(Object.getPrototypeOf(clone.value).constructor.name)
      }
    }
  })

test('a plain stackTraceLimit is the same after an error was read', async () => {
  const before = Error.stackTraceLimit
  await openPool(fixture('echo.js'), 1).run(new Error('a'))
  expect(Error.stackTraceLimit).toBe(before)
})
