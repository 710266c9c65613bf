// Tests nested jobs whose thread dies, whose submitter dies, or which are aborted.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const nests = fixture('nests.js')

test('a nested job whose thread dies rejects, and its submitter continues', async () => {
  const pool = openPool(nests, 2)
  // The submitter's thread must not take this job, so the fixture blocks that thread until another has taken it.
  for (let round = 0; round < 5; round += 1) {
    const gate = new Gate()
    const data = { gate: gate.buffer, file: fixture('exits-at-gate.js') }
    const run = pool.run(data, { filename: fixture('nests-elsewhere.js') })
    await gate.reachedBy(1)
    gate.open()
    expect(await run).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 9 })
  }
  expect(await pool.run(10)).toBe(55)
})

test('a nested job that ends its submitter\'s own thread rejects the submitter too', async () => {
  const pool = openPool(nests, 1)
  const run = failureOf(pool.run({ options: { filename: fixture('exits.js') } }, { name: 'one' }))
  expect(await run).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH' })
  expect(await pool.run(10)).toBe(55)
})

test('queued nested jobs of a thread that dies are cancelled', async () => {
  const pool = openPool(fixture('nests-and-ends.js'), 2)
  const [gate, log] = [new Gate(), new Log(1000)]
  const holder = pool.run({ gate: gate.buffer, value: 'held' }, { filename: fixture('waits-at-gate.js') })
  await gate.reachedBy(1)
  const error = await failureOf(pool.run({ log: log.buffer, count: 1000, isEnding: true }))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 5 })
  gate.open()
  expect(await holder).toBe('held')
  // Any nested job that is still queued would run before these.
  await Promise.all([1, 2, 3, 4].map((value) => pool.run(value, { filename: fixture('echo.js') })))
  const { length } = log.entries
  await Promise.all([1, 2, 3, 4].map((value) => pool.run(value, { filename: fixture('echo.js') })))
  expect(log.entries).toHaveLength(length)
  expect(length).toBeLessThan(1000)
})

test('a nested job that is running when its submitter\'s thread dies may still finish within abortGrace', async () => {
  const pool = openPool(fixture('nests-elsewhere-and-ends.js'), 2, { abortGrace: 60000 })
  const [gate, log] = [new Gate(), new Log(1)]
  const error = await failureOf(pool.run({ gate: gate.buffer, log: log.buffer, number: 7 }))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 5 })
  expect(log.entries).toEqual([])
  gate.open()
  await untilTrue(() => log.entries.length === 1)
  expect(log.entries).toEqual([7])
})

test('a nested job that is aborted before it starts rejects with an AbortError', async () => {
  const pool = openPool(fixture('nests-aborted.js'), 1)
  expect(await pool.run()).toEqual({ name: 'AbortError', cause: 'enough', started: 0 })
})

test.each([0, 20])('aborting a deaf nested job ends its thread, with an abortGrace of %i', async (abortGrace) => {
  const pool = openPool(fixture('nests-deaf.js'), 2, { abortGrace })
  for (let round = 0; round < 5; round += 1) {
    const gate = new Gate()
    const destroyed = once(pool, 'workerDestroy')
    const run = pool.run({ gate: gate.buffer, file: fixture('never-settles.js') })
    const outcome = await run.catch((error) => error)
    // If the nested job ran on its submitter's own thread, the abort has ended that thread.
    if (outcome instanceof Error) expect(outcome.code).toBe('ERR_OXPOOL_WORKER_CRASH')
    else expect(outcome).toEqual({ name: 'AbortError', cause: 'enough' })
    await destroyed
  }
  expect(await pool.run('after', { filename: fixture('echo.js') })).toBe('after')
})

test('the signal of a nested job is raised on another thread', async () => {
  const pool = openPool(fixture('nests-heard.js'), 2, { abortGrace: Infinity })
  const workers = pool.threads
  for (let round = 0; round < 5; round += 1) {
    const gate = new Gate()
    expect(await pool.run({ gate: gate.buffer })).toEqual({ name: 'AbortError', heard: true })
  }
  expect(pool.threads).toEqual(workers)
})

test('threads that die during a recursion fail it, and the pool works on', async () => {
  const pool = openPool(nests, 3)
  for (let round = 0; round < 6; round += 1) {
    const runs = Array.from({ length: 6 }, () => pool.run(13).catch((error) => error))
    const destroyed = once(pool, 'workerDestroy')
    await new Promise((resolve) => setImmediate(resolve))
    pool.threads[round % pool.threads.length].terminate()
    for (const outcome of await Promise.all(runs)) {
      if (outcome instanceof Error) expect(outcome.code).toBe('ERR_OXPOOL_WORKER_CRASH')
      else expect(outcome).toBe(233)
    }
    await destroyed
  }
  expect(pool.pending).toBe(0)
  expect(await pool.run(13)).toBe(233)
  await pool.close()
})

test('destroy() ends a pool during a recursion', async () => {
  const pool = openPool(nests, 2)
  const run = failureOf(pool.run(25))
  await new Promise((resolve) => setImmediate(resolve))
  await pool.destroy()
  expect(await run).toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
})
