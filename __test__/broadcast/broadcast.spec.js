// Tests pool.broadcast(), which runs one job on each live thread.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { move } = require('../../index.js')

const keepsState = fixture('keeps-state.js')
const threadIds = (pool) => pool.threads.map(({ threadId }) => threadId)

test.each([1, 2, 5])('each of %i threads runs a broadcast once; results are in pool.threads order', async (threads) => {
  const pool = openPool(keepsState, threads)
  for (let round = 0; round < 20; round += 1) {
    expect(await pool.broadcast(round, { name: 'learn' })).toEqual(threadIds(pool))
  }
  const states = await pool.broadcast()
  const known = Array.from({ length: 20 }, (_, round) => round)
  expect(states).toEqual(threadIds(pool).map((threadId) => ({ threadId, known })))
})

test('a broadcast wakes threads, however deeply they sleep', async () => {
  const pool = openPool(keepsState, 2)
  const sent = []
  // Idle threads first look for work, then they park, and then they go back to their event loops.
  for (const turns of [0, 1, 10, 100, 1000, 10000]) {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    sent.push(turns)
    await pool.broadcast(turns, { name: 'learn' })
  }
  expect((await pool.broadcast()).map(({ known }) => known)).toEqual([sent, sent])
})

test('a thread runs a broadcast before the jobs that are queued for any thread', async () => {
  const { pool, gate } = await openHeldPool(keepsState, 2)
  const queued = Array.from({ length: 6 }, () => pool.run())
  const sent = pool.broadcast('news', { name: 'learn' })
  await new Promise((resolve) => setImmediate(resolve))
  gate.open()
  expect((await Promise.all(queued)).map(({ known }) => known)).toEqual(new Array(6).fill(['news']))
  await sent
})

test('a busy thread runs its part of a broadcast later, and no other thread runs it instead', async () => {
  const pool = openPool(keepsState, 2)
  const gate = new Gate()
  const held = pool.run({ gate: gate.buffer }, { filename: fixture('waits-at-gate.js') })
  await gate.reachedBy(1)
  const sent = pool.broadcast('news', { name: 'learn' })
  // The other thread goes on, and finishes its own part.
  await Promise.all(Array.from({ length: 50 }, () => pool.run()))
  gate.open()
  expect(await sent).toEqual(threadIds(pool))
  await held
})

test('broadcasts with lazy data can be mixed with runs', async () => {
  const pool = openPool(keepsState, 3)
  const all = []
  for (let round = 0; round < 30; round += 1) {
    all.push(pool.broadcast(() => round, { name: 'learn' }), ...Array.from({ length: 10 }, () => pool.run()))
  }
  await Promise.all(all)
  const numbers = Array.from({ length: 30 }, (_, round) => round)
  expect((await pool.broadcast()).map(({ known }) => known)).toEqual([numbers, numbers, numbers])
})

test('getData is called once for each thread', async () => {
  let count = 0
  const results = await openPool(fixture('echo.js'), 3).broadcast(() => ++count)
  expect(results.toSorted()).toEqual([1, 2, 3])
  expect(count).toBe(3)
})

test('onProgress gets values from every thread', async () => {
  const told = []
  const pool = openPool(fixture('tells-data.js'), 2)
  expect(await pool.broadcast('a', { onProgress: (value) => told.push(value) })).toEqual(['a', 'a'])
  expect(told).toEqual(['a', 'a'])
})

test('a thread with concurrentTasksPerWorker: 2 runs another job beside a broadcast', async () => {
  const pool = openPool(fixture('holds.js'), 1, { concurrentTasksPerWorker: 2 })
  const gate = new Gate()
  const sent = pool.broadcast({ gate: gate.buffer, value: 'sent' })
  await gate.reachedBy(1)
  expect(await pool.run('beside', { filename: fixture('echo.js') })).toBe('beside')
  gate.open()
  expect(await sent).toEqual(['sent'])
})

test('a pool without a worker file starts its threads for a broadcast that names one', async () => {
  const pool = openPool(2)
  const options = { filename: keepsState, name: 'learn' }
  const ids = await pool.broadcast('a', options)
  expect(ids).toEqual(threadIds(pool))
  expect(ids).toHaveLength(2)
  expect(await pool.broadcast('b', options)).toEqual(ids)
})

test('a pool that is closed before its Workers start settles its broadcast first', async () => {
  const pool = openPool(2)
  const sent = pool.broadcast('a', { filename: keepsState, name: 'learn' })
  await pool.close()
  expect(await sent).toHaveLength(2)
})

test('the first error rejects a broadcast, and the other threads finish', async () => {
  const pool = openPool(keepsState, 3)
  expect(await failureOf(pool.broadcast('no', { name: 'refuse' }))).toMatchObject({ name: 'RangeError', message: 'no' })
  const leaving = new Set(pool.threads)
  const allLeft = new Promise((resolve) =>
    pool.on('workerDestroy', (thread) => leaving.delete(thread) && leaving.size === 0 && resolve()))
  const crash = { code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 4 }
  expect(await failureOf(pool.broadcast(4, { name: 'leave' }))).toMatchObject(crash)
  await allLeft
  expect(await pool.broadcast('yes', { name: 'learn' })).toEqual(threadIds(pool))
})

test('a broadcast rejects if a thread dies before running it', async () => {
  const { pool } = await openHeldPool(keepsState, 2)
  const sent = failureOf(pool.broadcast('a', { name: 'learn' }))
  const [thread] = pool.threads
  const ended = once(pool, 'workerDestroy')
  await thread.terminate()
  await ended
  expect((await sent).code).toBe('ERR_OXPOOL_WORKER_CRASH')
})

test('a thread that leaves because it has run enough jobs fails no broadcast', async () => {
  const pool = openPool(fixture('echo.js'), 2, { maxTasksPerWorker: 1 })
  for (let round = 0; round < 100; round += 1) {
    const runs = [pool.run(1), pool.run(2)]
    await runs[round % 2]
    if (round % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
    const results = await pool.broadcast(round)
    expect([[round], [round, round]]).toContainEqual(results)
    await Promise.all(runs)
  }
})

test('if the only thread leaves, the next one runs a broadcast', async () => {
  const pool = openPool(fixture('echo.js'), 1, { maxTasksPerWorker: 1 })
  for (let round = 0; round < 50; round += 1) {
    await pool.run(1)
    expect(await pool.broadcast(round)).toEqual([round])
  }
})

test('data that cannot be cloned rejects a broadcast', async () => {
  expect((await failureOf(openPool(keepsState, 2).broadcast(Symbol('s')))).name).toBe('DataCloneError')
})

test('an aborted signal rejects a broadcast, and threads that have not started it never run it', async () => {
  const { pool, gate } = await openHeldPool(keepsState, 2)
  const controller = new AbortController()
  const sent = pool.broadcast('a', { name: 'learn', signal: controller.signal })
  controller.abort('enough')
  expect(await failureOf(sent)).toMatchObject({ name: 'AbortError', cause: 'enough' })
  gate.open()
  expect((await pool.broadcast()).map(({ known }) => known)).toEqual([[], []])
})

test('destroy() rejects a broadcast with ERR_OXPOOL_CLOSED', async () => {
  const { pool } = await openHeldPool(keepsState, 2)
  const sent = failureOf(pool.broadcast('a'))
  await pool.destroy()
  expect((await sent).code).toBe('ERR_OXPOOL_CLOSED')
  expect((await failureOf(pool.broadcast('b'))).code).toBe('ERR_OXPOOL_CLOSED')
})

test('close() waits for a broadcast', async () => {
  const { pool, gate } = await openHeldPool(keepsState, 2)
  const ids = threadIds(pool)
  const sent = pool.broadcast('a', { name: 'learn' })
  const closed = pool.close()
  gate.open()
  expect(await sent).toEqual(ids)
  await closed
})

test.each([false, true])('data in a move() is refused, since every thread needs it: sticky %p', async (sticky) => {
  const pool = openPool(keepsState, 2)
  const bytes = new Uint8Array(8)
  const refusal = { code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('`data`') }
  for (const data of [move(bytes), [{ inner: move(bytes) }]]) {
    expect(await failureOf(pool.broadcast(data, { sticky }))).toMatchObject(refusal)
  }
  expect(bytes).toHaveLength(8)
})

test('getData may return a moved value for each thread', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  const bytes = [Uint8Array.of(1), Uint8Array.of(2)]
  const given = [...bytes]
  const received = (await pool.broadcast(() => move(given.pop()))).sort((a, b) => a[0] - b[0])
  expect(received).toEqual([Uint8Array.of(1), Uint8Array.of(2)])
  expect(bytes.map(({ length }) => length)).toEqual([0, 0])
})

test.each([
  ['a pool\'s native task', 'native:sum', []],
  ['a native task in its options', fixture('echo.js'), [{ filename: 'native:sort' }]],
  ['a priority', keepsState, [{ priority: 'high' }]],
  ['a transferList', keepsState, [{ transferList: [] }]],
  ['a sticky that is no boolean', keepsState, [{ sticky: 1 }]]
])('broadcast() refuses %s', async (_, filename, options) => {
  const call = openPool(filename, 1).broadcast(1, ...options)
  expect(await failureOf(call)).toMatchObject({ code: 'ERR_OXPOOL_OPTION' })
})
