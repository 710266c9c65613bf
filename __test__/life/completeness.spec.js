// Tests that after close() every method fails with ERR_OXPOOL_CLOSED, including methods that will be added later.
'use strict'

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const MAY_ANSWER = new Set(['constructor', 'close', 'destroy', ...['asyncDispose', 'dispose'].map((name) =>
  Symbol[name] ?? Symbol.for(`nodejs.${name}`))])

const methods = Reflect.ownKeys(WorkerPool.prototype).filter((name) =>
  !MAY_ANSWER.has(name) && typeof Object.getOwnPropertyDescriptor(WorkerPool.prototype, name).value === 'function')

const getters = Reflect.ownKeys(WorkerPool.prototype).filter((name) =>
  Object.getOwnPropertyDescriptor(WorkerPool.prototype, name).get !== undefined)

// An async function turns a thrown error into a rejection, so that both are checked alike.
const call = async (pool, name) => pool[name]()

describe.each([
  ['a script pool', () => openPool(fixture('echo.js'), 1)],
  ['a native pool', () => openPool('native:sort', 1)]
])('%s', (_, open) => {
  const named = methods.map((name) => [String(name), name])

  test.each(named)('%s() fails with ERR_OXPOOL_CLOSED after close', async (_, name) => {
    const pool = open()
    await pool.close()
    await expect(call(pool, name)).rejects.toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
  })

  test.each(named)('%s() fails with ERR_OXPOOL_CLOSED while closing', async (_, name) => {
    const pool = open()
    const closing = pool.close()
    await expect(call(pool, name)).rejects.toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
    await closing
  })

  test.each(getters.map((name) => [String(name), name]))('%s can be read after close', async (_, name) => {
    const pool = open()
    await pool.close()
    expect(pool[name]).not.toBe(undefined)
  })
})

test('the methods that this spec finds include run()', () => {
  expect(methods).toContain('run')
})
