// Tests how many jobs a thread runs at a time.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const holds = fixture('holds.js')
const echo = fixture('echo.js')

/** Resolves when the threads have taken as many of the jobs submitted before as they may. */
const settled = (pool) => pool.run(0, { filename: echo, priority: 'high' })

test.each([
  [1, 1, undefined],
  [1, 3, 3],
  [2, 4, 2],
  [1, 100, 1e6]
])('%i threads have at most %i jobs in hand', async (threads, most, concurrentTasksPerWorker) => {
  const pool = openPool(holds, threads, { concurrentTasksPerWorker })
  const gate = new Gate()
  const jobs = Math.min(most + 5, 100)
  const runs = Array.from({ length: jobs }, (_, value) => pool.run({ gate: gate.buffer, value }))
  await gate.reachedBy(Math.min(most, jobs))
  expect(gate.arrived).toBe(Math.min(most, jobs))
  gate.open()
  expect(await Promise.all(runs)).toEqual(runs.map((_, value) => value))
})

test('a thread at its limit leaves further jobs to another thread', async () => {
  const pool = openPool(holds, 2, { concurrentTasksPerWorker: 2 })
  const [gate, other] = [new Gate(), new Gate()]
  const runs = Array.from({ length: 3 }, () => pool.run({ gate: gate.buffer }))
  await gate.reachedBy(3)
  expect(await settled(pool)).toBe(0)
  other.open()
  expect(await pool.run({ gate: other.buffer, value: 'done' })).toBe('done')
  gate.open()
  await Promise.all(runs)
})

test('a thread that blocks while its job is pending does not keep others from taking jobs', async () => {
  const pool = openPool(echo, 2, { concurrentTasksPerWorker: 2 })
  for (let round = 0; round < 20; round += 1) {
    const gate = new Gate()
    const run = pool.run({ gate: gate.buffer, value: round }, { filename: fixture('blocks-later.js') })
    await gate.reachedBy(1)
    // One job at a time: each has to reach the free thread.
    for (let i = 0; i < 5; i += 1) expect(await pool.run(i)).toBe(i)
    gate.open()
    expect(await run).toBe(round)
  }
})

test.each([
  ['a run', undefined], ['its pool', 1]
])('a file that listens for messages runs one job at a time, named by %s', async (_, threads) => {
  const pool = openPool(threads === undefined ? echo : fixture('message-later.js'), 1, { concurrentTasksPerWorker: 8 })
  const runs = Array.from({ length: 50 }, (_, n) => pool.run(n, { filename: fixture('message-later.js') }))
  expect(await Promise.all(runs)).toEqual(runs.map((_, n) => 2 * n))
})

test('outcomes of jobs that share a thread reach their own runs, in whatever order they settle', async () => {
  const pool = openPool(holds, 1, { concurrentTasksPerWorker: 50 })
  const gates = Array.from({ length: 50 }, () => new Gate())
  const runs = gates.map((gate, value) =>
    pool.run({ gate: gate.buffer, value: { value, text: 'x'.repeat(value * 100) } }))
  await Promise.all(gates.map((gate) => gate.reachedBy(1)))
  for (const gate of [...gates].reverse()) gate.open()
  const results = (await Promise.all(runs)).map(({ value, text }) => [value, text.length])
  expect(results).toEqual(gates.map((_, n) => [n, n * 100]))
})

test('jobs with lazy data share a thread too', async () => {
  const pool = openPool(echo, 1, { concurrentTasksPerWorker: 3 })
  const given = []
  const runs = Array.from({ length: 3 }, () => pool.run(() => new Promise((resolve) => given.push(resolve))))
  while (given.length < 3) await new Promise((resolve) => setImmediate(resolve))
  for (const [n, give] of [...given.entries()].reverse()) give(n)
  expect(await Promise.all(runs)).toEqual([0, 1, 2])
})

test.each([0, -1, 1.5, NaN, '2', null])('concurrentTasksPerWorker: %p is refused', (concurrentTasksPerWorker) => {
  const open = () => openPool(echo, 1, { concurrentTasksPerWorker })
  expect(open).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_OPTION' }))
})

test('close() waits for every job in hand', async () => {
  const pool = openPool(holds, 1, { concurrentTasksPerWorker: 4 })
  const gate = new Gate()
  const runs = Array.from({ length: 4 }, (_, value) => pool.run({ gate: gate.buffer, value }))
  await gate.reachedBy(4)
  const closed = pool.close()
  gate.open()
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3])
  await closed
})
