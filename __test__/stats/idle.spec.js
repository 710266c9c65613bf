// Which threads have nothing to do, as the pool tells it.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

test('a thread that is busy with a broadcast is not idle', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 3)
  const gate = new Gate()
  const all = pool.broadcast({ gate: gate.buffer })
  await gate.reachedBy(3)
  expect(pool.idleThreads).toBe(0)
  gate.open()
  await all
  expect(pool.idleThreads).toBe(3)
})

test('a broadcast that dies with its thread keeps none from being idle', async () => {
  const pool = openPool(fixture('exits.js'), 2)
  await failureOf(pool.broadcast(3))
  while (pool.threads.length < 2) await once(pool, 'workerCreate')
  await untilTrue(() => pool.idleThreads === 2)
})
