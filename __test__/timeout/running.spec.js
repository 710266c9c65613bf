// Tests the timeout of a running job: its signal is raised, its run rejects, and its thread is ended if it goes on.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')
const { runOut, beginTimed } = require('../helpers/run-out.js')
const { Words } = require('../helpers/words.js')

const echo = fixture('echo.js')
const file = fixture('tells-reason.js')
const running = { name: 'TimeoutError', code: 'ERR_OXPOOL_TIMEOUT', phase: 'running' }

test('a timeout raises context.signal in a loop that never yields, with a TimeoutError as its reason', async () => {
  const pool = openPool(file, 1, { abortGrace: Infinity })
  const [worker] = pool.threads
  for (let round = 0; round < 10; round += 1) {
    let words
    let timeout
    const error = await runOut((ms) => {
      words = new Words()
      timeout = ms
      return pool.run(words.buffer, { timeout })
    })
    const message = expect.stringMatching(new RegExp(`after ${timeout} ms.*running`))
    expect(error).toMatchObject({ ...running, message })
    await words.until(1)
    expect(words.get(2)).toBe(timeout)
  }
  expect(await pool.run('after', { filename: echo })).toBe('after')
  expect(pool.threads).toEqual([worker])
})

test.each([
  ['in a loop that never yields', undefined],
  ['in its event loop', 'waits']
])('a timeout raises the signal of a handler %s while the submitter is blocked', async (_, name) => {
  const pool = openPool(file, 1, { abortGrace: Infinity })
  const words = new Words()
  const { failure } = await beginTimed((timeout) => pool.run(words.buffer, { name, timeout }), words.until(0))
  // This thread is blocked until the handler has seen its signal.
  words.block(1)
  expect(words.get(1)).toBe(1)
  expect(await failure).toMatchObject(running)
})

test.each([
  ['returns', undefined],
  ['throws', 'throws']
])('a run that timed out rejects with ERR_OXPOOL_TIMEOUT even if its handler then %s', async (_, name) => {
  const pool = openPool(file, 1, { abortGrace: Infinity })
  const words = new Words()
  const { failure } = await beginTimed((timeout) => pool.run(words.buffer, { name, timeout }), words.until(0))
  words.block(1)
  // When the thread has begun its next job, the outcome of the first job is there, and this thread has not read it yet.
  const gate = new Gate()
  const next = pool.run({ gate: gate.buffer, value: 'next' }, { filename: fixture('waits-at-gate.js') })
  await gate.reachedBy(1)
  gate.open()
  expect(await failure).toMatchObject(running)
  expect(await next).toBe('next')
})

test('if one of several jobs on a thread times out, only that job\'s signal is raised', async () => {
  const pool = openPool(file, 1, { abortGrace: Infinity, concurrentTasksPerWorker: 3, name: 'waits' })
  const all = [new Words(), new Words(), new Words()]
  const controller = new AbortController()
  const others = [all[0], all[2]].map((words) =>
    failureOf(pool.run(words.buffer, { timeout: 1e6, signal: controller.signal })))
  await Promise.all([all[0].until(0), all[2].until(0)])
  await runOut((timeout) => pool.run(all[1].buffer, { timeout }))
  await all[1].until(1)
  expect([all[0].get(1), all[2].get(1)]).toEqual([0, 0])
  controller.abort()
  for (const other of others) expect((await other).name).toBe('AbortError')
})

test.each([
  ['loops for ever', 'never-returns.js'],
  ['blocks for ever', 'waits-at-gate.js'],
  ['never settles', 'never-settles.js']
])('the thread of a timed-out handler that %s is ended after the grace, and queued jobs still run', async (_, name) => {
  for (const abortGrace of [0, 1, 20]) {
    const pool = openPool(echo, 1, { abortGrace })
    await pool.run(0)
    const [worker] = pool.threads
    const run = (timeout) => pool.run({ gate: new Gate().buffer }, { filename: fixture(name), timeout })
    expect(await runOut(run)).toMatchObject(running)
    expect(await Promise.all([pool.run(1), pool.run(() => 2)])).toEqual([1, 2])
    expect(pool.threads).not.toEqual([worker])
  }
})

test('a deaf job that times out does not disturb the job on the other thread', async () => {
  const pool = openPool(echo, 2, { abortGrace: 0 })
  await Promise.all([pool.run(0), pool.run(0)])
  const spared = new Gate()
  const other = pool.run({ gate: spared.buffer, value: 'spared' }, { filename: fixture('waits-at-gate.js') })
  await spared.reachedBy(1)
  const destroyed = once(pool, 'workerDestroy')
  await runOut((timeout) => pool.run({ gate: new Gate().buffer }, { filename: fixture('never-returns.js'), timeout }))
  await destroyed
  spared.open()
  expect(await other).toBe('spared')
})

test('a handler that settles within the grace keeps its thread', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 1, { abortGrace: 1e6 })
  await pool.run(0, { filename: echo })
  const [worker] = pool.threads
  const gate = new Gate()
  await runOut((timeout) => pool.run({ gate: gate.buffer }, { timeout }))
  gate.open()
  expect(await pool.run('after', { filename: echo })).toBe('after')
  expect(pool.threads).toEqual([worker])
})

test('a job that is done in time is not aborted, and neither is the next job in its slot', async () => {
  const pool = openPool(echo, 1, { abortGrace: Infinity })
  const [worker] = pool.threads
  for (let round = 0; round < 2000; round += 1) {
    // Some of these jobs are done in time and some are not. The job after each has the same slot and no deadline.
    await pool.run(round, { timeout: (round % 40) / 100 + 0.01 }).catch(() => {})
    expect(await pool.run(round, { filename: fixture('tells-context.js') })).toMatchObject({ isAborted: false })
  }
  expect(pool.pending).toBe(0)
  expect(pool.threads).toEqual([worker])
})

test('a run with a signal and a timeout rejects with whichever comes first', async () => {
  const pool = openPool(file, 1, { abortGrace: Infinity, name: 'waits' })
  const controller = new AbortController()
  const words = new Words()
  const aborted = failureOf(pool.run(words.buffer, { signal: controller.signal, timeout: 1e6 }))
  await words.until(0)
  controller.abort('enough')
  expect(await aborted).toMatchObject({ name: 'AbortError', cause: 'enough' })
  await words.until(1)
  const late = new AbortController()
  const run = (timeout) => pool.run(new Words().buffer, { signal: late.signal, timeout })
  expect(await runOut(run)).toMatchObject(running)
  late.abort()
  expect(await pool.run('after', { filename: echo, name: undefined })).toBe('after')
})
