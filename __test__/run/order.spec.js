// Tests which of the queued jobs starts next.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')

const JOBS = 300
const file = fixture('logs-start.js')
const numbers = Array.from({ length: JOBS }, (_, number) => number)

/** Queues a job for each number while the only thread is held, and returns the numbers in the order of their starts. */
async function startsOf (submit) {
  const { pool, gate } = await openHeldPool(file, 1)
  const log = new Log(JOBS)
  const runs = numbers.map((number) => submit(pool, { log: log.buffer, number }))
  // Jobs are submitted in a batch at the end of the tick, so the thread is held until all of them are queued.
  await new Promise((resolve) => setImmediate(resolve))
  gate.open()
  expect(await Promise.all(runs)).toEqual(numbers)
  return log.entries
}

const eager = (pool, data, options) => pool.run(data, options)
const lazy = (pool, data, options) => pool.run(() => data, options)
const asyncLazy = (pool, data, options) => pool.run(async () => data, options)
const moved = (pool, data, options) =>
  pool.run({ ...data, extra: new ArrayBuffer(8) }, { ...options, transferList: [] })

test.each([
  ['eager', [eager]],
  ['lazy', [lazy]],
  ['eager and lazy', [eager, lazy]],
  ['eager, lazy, async and by port', [eager, lazy, asyncLazy, moved]]
])('jobs of one priority start in submission order: %s', async (_, kinds) => {
  expect(await startsOf((pool, data) => kinds[data.number % kinds.length](pool, data))).toEqual(numbers)
})

test.each([
  ['eager', [eager]],
  ['eager and lazy', [lazy, eager]]
])('high starts before normal, and normal before low, each in submission order: %s', async (_, kinds) => {
  const priorities = ['low', 'high', undefined, 'normal']
  const rank = (number) => ['high', 'normal', 'low'].indexOf(priorities[number % 4] ?? 'normal')
  const starts = await startsOf((pool, data) =>
    kinds[data.number % kinds.length](pool, data, { priority: priorities[data.number % 4] }))
  expect(starts).toEqual(numbers.toSorted((a, b) => rank(a) - rank(b) || a - b))
})

test('jobs of two worker files start in submission order', async () => {
  const filename = fixture('logs-start-too.js')
  expect(await startsOf((pool, data) => pool.run(data, data.number % 3 ? undefined : { filename }))).toEqual(numbers)
})

test('jobs that are submitted in different turns of the event loop start in submission order', async () => {
  const { pool, gate } = await openHeldPool(file, 1)
  const log = new Log(3)
  const data = (number) => ({ log: log.buffer, number })
  const first = pool.run(data(1))
  await null
  const second = pool.run(() => data(2))
  await new Promise((resolve) => setImmediate(resolve))
  const third = pool.run(data(3))
  gate.open()
  await Promise.all([first, second, third])
  expect(log.entries).toEqual([1, 2, 3])
})
