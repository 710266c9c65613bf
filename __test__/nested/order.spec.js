// Tests the order in which threads take nested jobs, their own and those of other threads.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const nests = fixture('nests-each.js')
const filename = fixture('logs-start.js')

test('a thread takes its own nested jobs first, latest first, and then the jobs queued in the pool', async () => {
  const { pool, gate } = await openHeldPool(nests, 1)
  const log = new Log(10)
  const nested = [1, 2, 3].map((number) => ({ data: { log: log.buffer, number }, options: { filename } }))
  const runs = [pool.run(nested), ...[4, 5].map((number) => pool.run({ log: log.buffer, number }, { filename }))]
  gate.open()
  await Promise.all(runs)
  expect(log.entries).toEqual([3, 2, 1, 4, 5])
})

test('a nested job with high or low priority is queued like a job from outside', async () => {
  const { pool, gate } = await openHeldPool(nests, 1)
  const log = new Log(10)
  const nested = ['low', undefined, 'normal', 'high'].map((priority, number) =>
    ({ data: { log: log.buffer, number }, options: { filename, priority } }))
  const runs = [pool.run(nested), ...[4, 5].map((number) => pool.run({ log: log.buffer, number }, { filename }))]
  gate.open()
  await Promise.all(runs)
  expect(log.entries).toEqual([2, 1, 3, 4, 5, 0])
})

test('a thread takes nested jobs of other threads, oldest first, before the jobs queued in the pool', async () => {
  const pool = openPool(nests, 2)
  const [parked, held] = [new Gate(), new Gate()]
  const waitAt = (gate) => ({ data: { gate: gate.buffer }, options: { filename: fixture('waits-at-gate.js') } })
  const log = new Log(10)
  const nested = [1, 2, 3].map((number) => ({ data: { log: log.buffer, number }, options: { filename } }))
  // The submitter's latest job keeps its own thread busy, so the other thread takes all the rest.
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
