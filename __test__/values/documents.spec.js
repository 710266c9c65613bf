// Tests that documents with keys of all sorts arrive, whatever the receiver has read before and its prototypes hold.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')
const { sameClone } = require('../helpers/same-clone.js')

const echoed = async (pool, value) => sameClone(await pool.run(value), structuredClone(value))

/** Objects that all have keys of their own. */
const document = (seed, count = 300) => Object.fromEntries(Array.from({ length: count }, (_, index) => [
  `node_modules/@scope ${seed}/package-${index}`,
  { [`key ${seed} ${index}`]: index, [`k${index}`]: seed, nested: { [`inner ${index % 50}`]: [`text ${index}`] } }
]))

test('documents whose keys never come again arrive, and so do those that come often', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  for (let seed = 0; seed < 60; seed++) {
    expect(await echoed(pool, document(seed))).toBeNull()
    expect(await echoed(pool, document(0, 20))).toBeNull()
  }
})

test.each([40, 3000])('of %i keys those that every object inherits arrive as own keys', async (count) => {
  const pool = openPool(fixture('echo.js'), 1)
  const value = Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, index]))
  for (const key of ['__proto__', 'constructor', 'toString', '7', 'ключ', '\ud800', '']) {
    Object.defineProperty(value, key, { value: { key }, enumerable: true, writable: true, configurable: true })
  }
  expect(await echoed(pool, value)).toBeNull()
  expect(await echoed(pool, { ...Object.fromEntries(Object.entries(value).slice(-7)) })).toBeNull()
})

describe('with a setter on Object.prototype', () => {
  const key = 'a key that nobody has read'

  afterEach(() => {
    delete Object.prototype[key]
  })

  test.each([1, 40])('a property of that name arrives beside %i others', async (count) => {
    const pool = openPool(fixture('echo.js'), 1)
    const values = Array.from({ length: 3 }, (_, number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${number} of ${count}, ${index}`, index])))
    for (const value of values) value[key] = 'own'
    const accessor = { get () {}, set () { throw new Error('set') }, configurable: true }
    // eslint-disable-next-line no-extend-native
    Object.defineProperty(Object.prototype, key, accessor)
    for (const value of values) expect(await pool.run(value)).toEqual(value)
  })
})

test('a getter that removes a later key of a large object takes it out of the result', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const make = () => {
    const value = { get first () { delete value.second; delete value['key 50']; return 1 }, second: 2 }
    for (let index = 0; index < 100; index++) value[`key ${index}`] = index
    return value
  }
  expect(sameClone(await pool.run(make()), structuredClone(make()))).toBeNull()
})
