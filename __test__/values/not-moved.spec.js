// Tests that a run that is refused moves nothing away from its caller.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { move } = require('../../index.js')

const echo = fixture('echo.js')

const ways = [
  ['a transferList', (run, view) => run(view, { transferList: [view.buffer] })],
  ['move()', (run, view) => run(move(view), {})]
]

describe.each(ways)('%s', (_, submit) => {
  const keeps = async (pool, code, more = {}) => {
    const view = Uint8Array.of(1, 2, 3)
    const error = await failureOf(submit(async (data, options) => pool.run(data, { ...options, ...more }), view))
    expect(error.code).toBe(code)
    expect(view).toEqual(Uint8Array.of(1, 2, 3))
  }

  test('moves nothing if the signal is already aborted', async () => {
    await keeps(openPool(echo, 1), 'ABORT_ERR', { signal: AbortSignal.abort() })
  })

  test('moves nothing if the queue is full', async () => {
    const { pool } = await openHeldPool(echo, 1, { maxQueue: 0 })
    await keeps(pool, 'ERR_OXPOOL_QUEUE_FULL')
  })

  test('moves nothing if the pool is closed', async () => {
    const pool = openPool(echo, 1)
    await pool.close()
    await keeps(pool, 'ERR_OXPOOL_CLOSED')
  })

  test('moves nothing if an option is refused', async () => {
    await keeps(openPool(echo, 1), 'ERR_OXPOOL_OPTION', { priority: 'urgent' })
  })

  test('moves nothing if the timeout is 0', async () => {
    await keeps(openPool(echo, 1), 'ERR_OXPOOL_TIMEOUT', { timeout: 0 })
  })
})
