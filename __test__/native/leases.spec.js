// Tests that native jobs with conflicting ranges of shared memory run one after the other, in the order of the calls,
// and all others at the same time.
'use strict'

const fc = require('fast-check')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const sort = { filename: 'native:sort' }
const sum = { filename: 'native:sum' }
const none = { out: 0, waiting: 0 }

const numbersOn = (buffer, start, length) => new Float32Array(buffer, 4 * start, length)

/** What a job of each kind does to memory. `run` does it with a pool, and `model` in JavaScript. */
const steps = {
  sort: {
    run: (pool, view, descending) => pool.run({ data: view, descending }, sort).then(() => undefined),
    model (view, descending) {
      view.sort()
      if (descending) view.reverse()
    }
  },
  sum: {
    run: (pool, view) => pool.run(view, sum),
    model: (view) => view.reduce((total, number) => total + number, 0)
  },
  // Writes four rows of one range to another range, in another order. Both ranges need a lease at the same time.
  matmul: {
    run: (pool, view, _, out) => pool
      .run({ a: rotation, b: view, rows: 4, inner: 4, columns: 4, out }, { filename: 'native:matmul' })
      .then(() => undefined),
    model (view, _, out) {
      const rows = view.slice()
      for (let row = 0; row < 4; row += 1) out.set(rows.subarray((row + 1) % 4 * 4, (row + 1) % 4 * 4 + 4), 4 * row)
    }
  }
}
const rotation = Float32Array.of(0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0)

const ROOM = 2048
const anyStep = fc.record({
  kind: fc.constantFrom('sort', 'sort', 'sum', 'matmul'),
  start: fc.nat(ROOM - 200),
  length: fc.oneof(fc.nat(20), fc.nat(200)),
  target: fc.nat(ROOM - 16),
  descending: fc.boolean(),
  pool: fc.nat(2)
})

/** Runs steps on one buffer, and returns their results and the final contents of the buffer. */
async function play (list, perform) {
  const buffer = new SharedArrayBuffer(4 * ROOM)
  numbersOn(buffer, 0, ROOM).set(Float32Array.from({ length: ROOM }, (_, index) => index * 7919 % 1009))
  const results = await Promise.all(list.map((step) => {
    const view = numbersOn(buffer, step.start, step.kind === 'matmul' ? 16 : step.length)
    return perform(steps[step.kind], step, view, numbersOn(buffer, step.target, 16))
  }))
  return { results, left: [...numbersOn(buffer, 0, ROOM)] }
}

const byHand = (list) => play(list, ({ model }, { descending }, view, out) => model(view, descending, out))
const byPools = (list, pools) =>
  play(list, ({ run }, step, view, out) => run(pools[step.pool], view, step.descending, out))

const openThree = () => [openPool('native:sort', 2), openPool('native:sum', 1), openPool(fixture('doubles.js'), 2)]

test('ten thousand jobs of three pools on one buffer have the same effect as one after the other', async () => {
  const pools = openThree()
  const list = fc.sample(anyStep, { numRuns: 10000, seed: 42 })
  expect(await byPools(list, pools)).toEqual(await byHand(list))
  for (const pool of pools) expect(pool.stats().leases).toEqual(none)
})

test('any list of jobs of three pools on one buffer has the same effect as one after the other', async () => {
  const pools = openThree()
  await fc.assert(fc.asyncProperty(fc.array(anyStep, { maxLength: 60 }), async (list) => {
    expect(await byPools(list, pools)).toEqual(await byHand(list))
  }), { numRuns: process.env.OXPOOL_STRESS ? 2000 : 100 })
})

/** Opens a pool whose only thread is held, and queues a job that has a lease on the memory of `data`. */
async function hold (data, options) {
  const { pool, gate } = await openHeldPool(fixture('doubles.js'), 1)
  return { pool, gate, first: pool.run(data, options) }
}

const view = (buffer, start, length) => new Int32Array(buffer, 4 * start, length)
const memory = () => new SharedArrayBuffer(400)

test('stats() shows how many leases are out and how many jobs wait for one', async () => {
  const buffer = memory()
  const { pool, gate, first } = await hold(view(buffer, 0, 10), sort)
  const other = openPool('native:sum', 2)
  expect([pool.stats().leases, other.stats().leases]).toEqual([{ out: 1, waiting: 0 }, none])
  const runs = [other.run(view(buffer, 9, 10)), other.run(view(buffer, 0, 10)), pool.run(view(buffer, 5, 1), sort)]
  expect([pool.stats().leases, other.stats().leases]).toEqual([{ out: 1, waiting: 1 }, { out: 0, waiting: 2 }])
  gate.open()
  await Promise.all([first, ...runs])
  expect([pool.stats().leases, other.stats().leases]).toEqual([none, none])
})

test('jobs on copied, moved or other memory do not wait', async () => {
  const buffer = memory()
  const { gate, first } = await hold(view(buffer, 0, 10), sort)
  const other = openPool('native:sort', 1)
  const moved = new Int32Array(10)
  await Promise.all([
    other.run(view(buffer, 0, 10).slice()),
    other.run(moved, { transferList: [moved.buffer] }),
    other.run(view(memory(), 0, 10))
  ])
  gate.open()
  await first
})

test('adjacent ranges do not conflict, and an empty range conflicts with nothing', async () => {
  const buffer = memory()
  const { gate, first } = await hold(view(buffer, 10, 10), sort)
  const other = openPool('native:sort', 1)
  for (const [start, length] of [[0, 10], [20, 80], [15, 0]]) await other.run(view(buffer, start, length))
  gate.open()
  await first
})

test('two readers run at the same time, but a reader does not overtake a waiting writer', async () => {
  const buffer = memory()
  const { gate, first } = await hold(view(buffer, 0, 10), sum)
  const other = openPool('native:sum', 2)
  expect(await other.run(view(buffer, 5, 10))).toBe(0)
  const writer = other.run(view(buffer, 0, 10), sort)
  const reader = other.run(view(buffer, 0, 1))
  expect(other.stats().leases).toEqual({ out: 0, waiting: 2 })
  gate.open()
  await Promise.all([first, writer, reader])
})

test('a job that waits for a lease holds no thread', async () => {
  const buffer = memory()
  const { gate, first } = await hold(view(buffer, 0, 10), sort)
  const other = openPool('native:sort', 1)
  const waiting = [other.run(view(buffer, 0, 10)), other.run(() => view(buffer, 0, 10))]
  expect(await other.run(Int8Array.of(2, 1))).toEqual(Int8Array.of(1, 2))
  gate.open()
  await Promise.all([first, ...waiting])
})

test('a job with lazy data asks for its lease when the data has come', async () => {
  const buffer = memory()
  view(buffer, 0, 3).set([2, 3, 1])
  const { gate, first } = await hold({ data: view(buffer, 0, 3), descending: true }, sort)
  const other = openPool('native:sort', 1)
  const lazy = other.run(() => view(buffer, 0, 3)).then((sorted) => [...sorted])
  // The lazy job waits for its lease by now, so its thread is free again.
  await other.run(Int8Array.of(1))
  expect(other.stats().leases).toEqual({ out: 0, waiting: 1 })
  gate.open()
  await first
  expect(await lazy).toEqual([1, 2, 3])
})

test('a job that is aborted while it waits rejects at once and never runs, and jobs behind it pass', async () => {
  const buffer = memory()
  const { gate, first } = await hold(view(buffer, 0, 10), sum)
  const other = openPool('native:sum', 1)
  const controller = new AbortController()
  const writer = other.run(view(buffer, 0, 10).fill(7), { ...sort, signal: controller.signal })
  const reader = other.run(view(buffer, 0, 10))
  expect(other.stats().leases).toEqual({ out: 0, waiting: 2 })
  controller.abort('enough')
  expect(await failureOf(writer)).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
  expect(await reader).toBe(70)
  expect(other.stats().leases).toEqual(none)
  gate.open()
  await first
})

test('a job that is aborted while it has a lease and is queued gives the lease back', async () => {
  const buffer = memory()
  const { pool, gate } = await hold(view(buffer, 50, 1), sort)
  const controller = new AbortController()
  const aborted = failureOf(pool.run(view(buffer, 0, 10), { ...sort, signal: controller.signal }))
  const after = openPool('native:sum', 1).run(view(buffer, 0, 10).fill(1))
  controller.abort()
  expect(await aborted).toMatchObject({ code: 'ABORT_ERR' })
  gate.open()
  expect(await after).toBe(10)
})

test('destroy() rejects waiting jobs and gives back the leases of the pool', async () => {
  const buffer = memory()
  const { pool, first } = await hold(view(buffer, 0, 10), sort)
  const [second, third] = [openPool('native:sort', 1), openPool('native:sum', 1)]
  const waiting = [
    failureOf(first), failureOf(pool.run(view(buffer, 0, 10), sum)), failureOf(second.run(view(buffer, 0, 10)))
  ]
  const last = third.run(view(buffer, 0, 10).fill(2))
  second.destroy()
  pool.destroy()
  for (const { code } of await Promise.all(waiting)) expect(code).toBe('ERR_OXPOOL_CLOSED')
  expect(await last).toBe(20)
})

test('close() waits for a job that waits for the lease of another pool', async () => {
  const buffer = memory()
  const { gate, first } = await hold(view(buffer, 0, 10), sort)
  const other = openPool('native:sum', 1)
  const run = other.run(view(buffer, 0, 10).fill(3))
  const closing = other.close()
  gate.open()
  await Promise.all([first, closing])
  expect(await run).toBe(30)
})

test('a job that is refused gives its lease back', async () => {
  const bytes = new Uint8Array(new SharedArrayBuffer(100))
  const pool = openPool('native:decompress', 1)
  for (let round = 0; round < 20; round += 1) {
    await failureOf(pool.run({ data: bytes, format: 'gzip' }))
    await pool.run(bytes, sort)
  }
  expect(pool.stats().leases).toEqual(none)
})
