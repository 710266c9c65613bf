// Tests that a thread that takes no more jobs keeps its event loop running and finishes the jobs in hand.
'use strict'

const { once } = require('node:events')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const holds = fixture('holds.js')
const echo = { filename: fixture('echo.js') }

test.each([
  ['maxTasksPerWorker', { maxTasksPerWorker: 2 }],
  ['maxMemoryPerWorker', { maxMemoryPerWorker: 1 }]
])('a thread at its %s finishes its jobs though others are queued, and is then replaced', async (_, limit) => {
  const pool = openPool(holds, 1, { concurrentTasksPerWorker: 2, ...limit })
  const [first] = pool.threads
  const gate = new Gate()
  const held = pool.run({ gate: gate.buffer, value: 'held' })
  await gate.reachedBy(1)
  const rest = [1, 2, 3].map((number) => pool.run(number, echo))
  expect(await rest[0]).toBe(1)
  gate.open()
  expect(await held).toBe('held')
  expect(await Promise.all(rest)).toEqual([1, 2, 3])
  expect(pool.threads).not.toContain(first)
})

test('a thread that resize() removes finishes its jobs', async () => {
  const pool = openPool(holds, 2, { concurrentTasksPerWorker: 2 })
  const [gate, other] = [new Gate(), new Gate()]
  const held = [1, 2].map((value) => pool.run({ gate: gate.buffer, value }))
  await gate.reachedBy(2)
  const more = Array.from({ length: 6 }, (_, value) => pool.run({ gate: other.buffer, value }))
  await other.reachedBy(2)
  const resized = pool.resize(1)
  gate.open()
  expect(await Promise.all(held)).toEqual([1, 2])
  other.open()
  expect(await Promise.all(more)).toEqual([0, 1, 2, 3, 4, 5])
  await resized
})

test('the event loop of a thread runs on while its last job in a closing pool waits for its data', async () => {
  const pool = openPool(fixture('ticks.js'), 1, { concurrentTasksPerWorker: 2 })
  const getData = async () => {
    pool.close()
    await once(pool, 'message')
    return once(pool, 'message')
  }
  expect(await pool.run(getData)).toEqual(['tick'])
})
