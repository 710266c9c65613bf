// Tests that exec() refuses at once a function that can't be sent as source, and says why.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { openPool } = require('../helpers/pools.js')

class Secret {
  static #hidden () { return 1 }
  static get hidden () { return this.#hidden }
  static shown () { return this.#hidden() }
}

test.each([
  ['a native function', Math.max, /native or bound/],
  ['a bound function', function () { return this }.bind(1), /native or bound/],
  ['a proxy of a function', new Proxy(() => 1, {}), /native or bound/],
  ['a class', class A {}, /a class/],
  ['a generator', function * () {}, /a generator/],
  ['an async generator', async function * () {}, /a generator/],
  ['a private method', Secret.hidden, /outside its class/],
  ['a method that uses a private one', Secret.shown, /outside its class/]
])('exec() refuses %s', async (_, fn, message) => {
  const pool = openPool(1)
  const refusal = { name: 'TypeError', code: 'ERR_OXPOOL_OPTION', message: expect.stringMatching(message) }
  expect(await failureOf(pool.exec(fn))).toMatchObject(refusal)
})

test.each([
  ['a number', [1]],
  ['the name of a function', ['add', [1, 2]]],
  ['arguments that are no array', [() => 1, 1]],
  ['a filename', [() => 1, [], { filename: './a.js' }]],
  ['a name', [() => 1, [], { name: 'a' }]],
  ['an onProgress that is no function', [() => 1, [], { onProgress: 1 }]],
  ['an option that does not exist', [() => 1, [], { sticky: true }]]
])('exec() refuses %s', async (_, args) => {
  expect(await failureOf(openPool(1).exec(...args))).toMatchObject({ code: 'ERR_OXPOOL_OPTION' })
})
