// In which order threads take nested jobs, their own and others'.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const nests = fixture('nests-each.js')
const filename = fixture('logs-start.js')

test('a thread takes its own first, the latest first, and then those that wait in the pool', async () => {
  const { pool, gate } = await openHeldPool(nests, 1)
  const log = new Log(10)
  const nested = [1, 2, 3].map((number) => ({ data: { log: log.buffer, number }, options: { filename } }))
  const runs = [pool.run(nested), ...[4, 5].map((number) => pool.run({ log: log.buffer, number }, { filename }))]
  gate.open()
  await Promise.all(runs)
  expect(log.entries).toEqual([3, 2, 1, 4, 5])
})

test('one whose priority is high or low is queued as if it came from outside', async () => {
  const { pool, gate } = await openHeldPool(nests, 1)
  const log = new Log(10)
  const nested = ['low', undefined, 'normal', 'high'].map((priority, number) => ({ data: { log: log.buffer, number }, options: { filename, priority } }))
  const runs = [pool.run(nested), ...[4, 5].map((number) => pool.run({ log: log.buffer, number }, { filename }))]
  gate.open()
  await Promise.all(runs)
  expect(log.entries).toEqual([2, 1, 3, 4, 5, 0])
})

test('a thread takes those that others submitted, the oldest first, before those that wait in the pool', async () => {
  const pool = openPool(nests, 2)
  const [parked, held] = [new Gate(), new Gate()]
  const waitAt = (gate) => ({ data: { gate: gate.buffer }, options: { filename: fixture('waits-at-gate.js') } })
  const log = new Log(10)
  const nested = [1, 2, 3].map((number) => ({ data: { log: log.buffer, number }, options: { filename } }))
  // The submitter's latest keeps its own thread, so the other one takes all that is left.
  const other = pool.run(waitAt(held).data, waitAt(held).options)
  await held.reachedBy(1)
  const run = pool.run([...nested, waitAt(parked)])
  await parked.reachedBy(1)
  const outside = pool.run({ log: log.buffer, number: 4 }, { filename })
  held.open()
  await untilTrue(() => log.entries.length === 4)
  expect(log.entries).toEqual([1, 2, 3, 4])
  parked.open()
  await Promise.all([run, other, outside])
})
