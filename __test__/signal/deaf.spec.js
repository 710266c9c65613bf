// Tests deaf jobs: if a job does not stop when it is aborted, its thread is ended after abortGrace. No other job fails.
'use strict'

const { once } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

const deaf = [
  ['loops for ever', 'never-returns.js'],
  ['blocks for ever', 'waits-at-gate.js'],
  ['never settles', 'never-settles.js']
]

describe.each([0, 1, 20])('with an abortGrace of %i', (abortGrace) => {
  test.each(deaf)('the thread of an aborted handler that %s is ended, and queued jobs still run', async (_, file) => {
    const pool = openPool(echo, 1, { abortGrace })
    const [worker] = pool.threads
    const gate = new Gate()
    const controller = new AbortController()
    const run = failureOf(pool.run({ gate: gate.buffer }, { filename: fixture(file), signal: controller.signal }))
    const queued = [pool.run(1), pool.run(() => 2)]
    await gate.reachedBy(1)
    controller.abort('enough')
    expect(await run).toMatchObject({ name: 'AbortError', cause: 'enough' })
    expect(await Promise.all(queued)).toEqual([1, 2])
    expect(pool.threads).not.toEqual([worker])
  })
})

test('a deaf job does not disturb the job on the other thread', async () => {
  const pool = openPool(echo, 2, { abortGrace: 0 })
  const [doomed, spared] = [new Gate(), new Gate()]
  const controller = new AbortController()
  const options = { filename: fixture('never-returns.js'), signal: controller.signal }
  const run = failureOf(pool.run({ gate: doomed.buffer }, options))
  const other = pool.run({ gate: spared.buffer, value: 'spared' }, { filename: fixture('waits-at-gate.js') })
  await Promise.all([doomed.reachedBy(1), spared.reachedBy(1)])
  const destroyed = once(pool, 'workerDestroy')
  controller.abort()
  expect((await run).name).toBe('AbortError')
  await destroyed
  spared.open()
  expect(await other).toBe('spared')
})

test('a handler that settles within the grace keeps its thread', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 1, { abortGrace: 1e6 })
  const [worker] = pool.threads
  const gate = new Gate()
  const controller = new AbortController()
  const run = failureOf(pool.run({ gate: gate.buffer }, { signal: controller.signal }))
  await gate.reachedBy(1)
  controller.abort()
  expect((await run).name).toBe('AbortError')
  gate.open()
  expect(await pool.run('after', { filename: echo })).toBe('after')
  expect(pool.threads).toEqual([worker])
})

test('the pool emits no error event when it ends the thread of a deaf job', async () => {
  const pool = openPool(fixture('never-returns.js'), 1, { abortGrace: 0 })
  const onError = jest.fn()
  pool.on('error', onError)
  const gate = new Gate()
  const controller = new AbortController()
  const run = failureOf(pool.run({ gate: gate.buffer }, { signal: controller.signal }))
  await gate.reachedBy(1)
  controller.abort()
  await run
  await pool.run(1, { filename: echo })
  expect(onError).not.toHaveBeenCalled()
})

test('the pool still works after twenty deaf jobs in a row have had their threads ended', async () => {
  const pool = openPool(echo, 2, { abortGrace: 0 })
  for (let round = 0; round < 20; round += 1) {
    const gate = new Gate()
    const controller = new AbortController()
    const options = { filename: fixture('never-returns.js'), signal: controller.signal }
    const run = failureOf(pool.run({ gate: gate.buffer }, options))
    await gate.reachedBy(1)
    controller.abort()
    expect((await run).name).toBe('AbortError')
  }
  expect(await Promise.all([1, 2, 3].map((number) => pool.run(number)))).toEqual([1, 2, 3])
})

test('a job that returns while its thread is about to be ended does not make the next job fail', async () => {
  const pool = openPool(fixture('storm.js'), 1, { abortGrace: 0 })
  for (let round = 0; round < 30; round += 1) {
    const controller = new AbortController()
    const cells = new Int32Array(new SharedArrayBuffer(8))
    const run = failureOf(pool.run({ deed: 'spin', cells, turns: 500 * round }, { signal: controller.signal }))
    const next = pool.run({ deed: 'spin', cells, turns: 1e6, value: round })
    await Atomics.waitAsync(cells, 1, 0).value
    // The job returns at about the time when its thread is to be ended: a little before in the first rounds, a little
    // after in the last ones.
    Atomics.store(cells, 0, 1)
    controller.abort()
    await run
    expect(await next).toBe(round)
  }
})
