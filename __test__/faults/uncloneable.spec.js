// Tests that of a thrown value that can't be cloned at least its message arrives, with all else that can be cloned.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const short = { name: 'RangeError', message: 'short', code: 'E_SHORT', status: 418 }
const refused = { name: 'Refused', message: 'no tea', code: 'E_REFUSED', details: { status: 418, list: [1, 2] } }
const because = (text) => ({ message: expect.stringMatching(`^The thrown value cannot be cloned: .*${text}`) })

const cases = [
  ['an error with functions', short],
  ['an error with toJSON', short],
  ['like an error, with toJSON', refused],
  ['like an error, of no class', { name: 'Error', message: 'no tea', code: 'E_REFUSED' }],
  ['a Proxy around an error', { name: 'TypeError', message: 'behind' }],
  ['an object without a message', { ...because('status: 418'), status: 418 }],
  ['an object that names itself', because('a pot of tea')],
  ['a function', because('pour')],
  ['a symbol', because('tea')],
  ['hostile', because('')]
]

const pool = (name) => openPool(fixture('throws-uncloneable.js'), 1, { name })

test.each(cases)('%s', async (kind, expected) => {
  const error = await failureOf(pool().run(kind))
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject(expected)
})

test.each(cases.filter(([kind]) => kind !== 'a symbol'))('%s, as the cause of an error', async (kind, expected) => {
  const error = await failureOf(pool('asCause').run(kind))
  expect(error.message).toBe('outer')
  expect(error.cause).toBeInstanceOf(Error)
  expect(error.cause).toMatchObject(expected)
})

test.each(cases)('%s, in an AggregateError', async (kind, expected) => {
  const { errors } = await failureOf(pool('inList').run(kind))
  expect(errors).toMatchObject([expected])
})

test('what can\'t be cloned is left out, and the rest keeps its order', async () => {
  const error = await failureOf(pool().run('like an error, with toJSON'))
  expect(Object.keys(error)).toEqual(['name', 'message', 'code', 'details'])
})
