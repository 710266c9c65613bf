// pool.broadcast(): one job for each live thread.
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

test.each([1, 2, 5])('every thread runs it once, and the results come in the order of threads: %i threads', async (threads) => {
  const pool = openPool(keepsState, threads)
  for (let round = 0; round < 20; round += 1) {
    expect(await pool.broadcast(round, { name: 'learn' })).toEqual(threadIds(pool))
  }
  const states = await pool.broadcast()
  expect(states).toEqual(threadIds(pool).map((threadId) => ({ threadId, known: Array.from({ length: 20 }, (_, round) => round) })))
})

test('threads hear it however deep they sleep', async () => {
  const pool = openPool(keepsState, 2)
  const sent = []
  // First they look for work, then they are parked, then they leave for their event loops.
  for (const turns of [0, 1, 10, 100, 1000, 10000]) {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    sent.push(turns)
    await pool.broadcast(turns, { name: 'learn' })
  }
  expect((await pool.broadcast()).map(({ known }) => known)).toEqual([sent, sent])
})

test('a thread takes it before the jobs that wait for all', async () => {
  const { pool, gate } = await openHeldPool(keepsState, 2)
  const queued = Array.from({ length: 6 }, () => pool.run())
  const sent = pool.broadcast('news', { name: 'learn' })
  await new Promise((resolve) => setImmediate(resolve))
  gate.open()
  expect((await Promise.all(queued)).map(({ known }) => known)).toEqual(new Array(6).fill(['news']))
  await sent
})

test('a thread that is busy for long takes it, and no other thread takes it instead', async () => {
  const pool = openPool(keepsState, 2)
  const gate = new Gate()
  const held = pool.run({ gate: gate.buffer }, { filename: fixture('waits-at-gate.js') })
  await gate.reachedBy(1)
  const sent = pool.broadcast('news', { name: 'learn' })
  // The other thread goes on, and is done with its own.
  await Promise.all(Array.from({ length: 50 }, () => pool.run()))
  gate.open()
  expect(await sent).toEqual(threadIds(pool))
  await held
})

test('broadcasts, runs and lazy data go together', async () => {
  const pool = openPool(keepsState, 3)
  const all = []
  for (let round = 0; round < 30; round += 1) {
    all.push(pool.broadcast(() => round, { name: 'learn' }), ...Array.from({ length: 10 }, () => pool.run()))
  }
  await Promise.all(all)
  const numbers = Array.from({ length: 30 }, (_, round) => round)
  expect((await pool.broadcast()).map(({ known }) => known)).toEqual([numbers, numbers, numbers])
})

test('a function that gives the data is called once for each thread', async () => {
  let count = 0
  const results = await openPool(fixture('echo.js'), 3).broadcast(() => ++count)
  expect(results.toSorted()).toEqual([1, 2, 3])
  expect(count).toBe(3)
})

test('onProgress hears of every thread', async () => {
  const told = []
  expect(await openPool(fixture('tells-data.js'), 2).broadcast('a', { onProgress: (value) => told.push(value) })).toEqual(['a', 'a'])
  expect(told).toEqual(['a', 'a'])
})

test('on a thread that runs several jobs at a time others go on beside it', async () => {
  const pool = openPool(fixture('holds.js'), 1, { concurrentTasksPerWorker: 2 })
  const gate = new Gate()
  const sent = pool.broadcast({ gate: gate.buffer, value: 'sent' })
  await gate.reachedBy(1)
  expect(await pool.run('beside', { filename: fixture('echo.js') })).toBe('beside')
  gate.open()
  expect(await sent).toEqual(['sent'])
})

test('it is for the threads that a pool without a file starts for it', async () => {
  const pool = openPool(2)
  const options = { filename: keepsState, name: 'learn' }
  const ids = await pool.broadcast('a', options)
  expect(ids).toEqual(threadIds(pool))
  expect(ids).toHaveLength(2)
  expect(await pool.broadcast('b', options)).toEqual(ids)
})

test('a pool that is closed before its Workers start settles the broadcast first', async () => {
  const pool = openPool(2)
  const sent = pool.broadcast('a', { filename: keepsState, name: 'learn' })
  await pool.close()
  expect(await sent).toHaveLength(2)
})

test('the first error rejects it, and the other threads finish', async () => {
  const pool = openPool(keepsState, 3)
  expect(await failureOf(pool.broadcast('no', { name: 'refuse' }))).toMatchObject({ name: 'RangeError', message: 'no' })
  const leaving = new Set(pool.threads)
  const allLeft = new Promise((resolve) => pool.on('workerDestroy', (thread) => leaving.delete(thread) && leaving.size === 0 && resolve()))
  expect(await failureOf(pool.broadcast(4, { name: 'leave' }))).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 4 })
  await allLeft
  expect(await pool.broadcast('yes', { name: 'learn' })).toEqual(threadIds(pool))
})

test('it rejects if a thread dies before it takes it', async () => {
  const { pool } = await openHeldPool(keepsState, 2)
  const sent = failureOf(pool.broadcast('a', { name: 'learn' }))
  const [thread] = pool.threads
  const ended = once(pool, 'workerDestroy')
  await thread.terminate()
  await ended
  expect((await sent).code).toBe('ERR_OXPOOL_WORKER_CRASH')
})

test('what cannot be cloned rejects it', async () => {
  expect((await failureOf(openPool(keepsState, 2).broadcast(Symbol('s')))).name).toBe('DataCloneError')
})

test('an aborted signal rejects it, and threads that have not taken it never do', async () => {
  const { pool, gate } = await openHeldPool(keepsState, 2)
  const controller = new AbortController()
  const sent = pool.broadcast('a', { name: 'learn', signal: controller.signal })
  controller.abort('enough')
  expect(await failureOf(sent)).toMatchObject({ name: 'AbortError', cause: 'enough' })
  gate.open()
  expect((await pool.broadcast()).map(({ known }) => known)).toEqual([[], []])
})

test('destroy() rejects it with ERR_OXPOOL_CLOSED', async () => {
  const { pool } = await openHeldPool(keepsState, 2)
  const sent = failureOf(pool.broadcast('a'))
  await pool.destroy()
  expect((await sent).code).toBe('ERR_OXPOOL_CLOSED')
  expect((await failureOf(pool.broadcast('b'))).code).toBe('ERR_OXPOOL_CLOSED')
})

test('close() waits for it', async () => {
  const { pool, gate } = await openHeldPool(keepsState, 2)
  const ids = threadIds(pool)
  const sent = pool.broadcast('a', { name: 'learn' })
  const closed = pool.close()
  gate.open()
  expect(await sent).toEqual(ids)
  await closed
})

test.each([false, true])('it refuses data that is to be moved, since it is for every thread: sticky %p', (sticky) => {
  const pool = openPool(keepsState, 2)
  const bytes = new Uint8Array(8)
  for (const data of [move(bytes), [{ inner: move(bytes) }]]) {
    expect(() => pool.broadcast(data, { sticky })).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('`data`') }))
  }
  expect(bytes).toHaveLength(8)
})

test('getData may give each thread something to move', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  const bytes = [Uint8Array.of(1), Uint8Array.of(2)]
  const given = [...bytes]
  expect((await pool.broadcast(() => move(given.pop()))).sort((a, b) => a[0] - b[0])).toEqual([Uint8Array.of(1), Uint8Array.of(2)])
  expect(bytes.map(({ length }) => length)).toEqual([0, 0])
})

test.each([
  ['a native task', 'native:sum', []],
  ['another native task', fixture('echo.js'), [{ filename: 'native:sort' }]],
  ['a priority', keepsState, [{ priority: 'high' }]],
  ['a transferList', keepsState, [{ transferList: [] }]],
  ['what is no boolean for sticky', keepsState, [{ sticky: 1 }]]
])('it refuses %s', (_, filename, options) => {
  expect(() => openPool(filename, 1).broadcast(1, ...options)).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_OPTION' }))
})
