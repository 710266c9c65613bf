// Tests a signal that is aborted while a thread takes the job: the job has left its queue, and its handler has not been
// called yet.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const ROUNDS = 500

/** Passes time. Each round takes more steps, so that its abort comes at another moment. */
const dawdle = (steps) => { for (let step = 0; step < steps; step += 1) Atomics.load(new Int32Array(1), 0) }

test.each([
  ['as a value', () => 1, () => Promise.resolve()],
  ['by getData', () => () => 1, () => new Promise((resolve) => setImmediate(resolve))]
])('the handler sees the abort, so its thread takes other jobs: data given %s', async (_, give, turn) => {
  const pool = openPool(fixture('waits-deafly.js'), 1, { abortGrace: Infinity })
  const [worker] = pool.threads
  for (let round = 0; round < ROUNDS; round += 1) {
    const controller = new AbortController()
    const run = failureOf(pool.run(give(), { signal: controller.signal }))
    await turn()
    dawdle(round % 100 * 10)
    controller.abort(round)
    expect(await run).toMatchObject({ name: 'AbortError', cause: round })
    expect(await pool.run(round, { filename: fixture('echo.js') })).toBe(round)
  }
  expect(pool.threads).toEqual([worker])
})

test('a reason that can\'t be cloned still raises the signal', async () => {
  const pool = openPool(fixture('waits-deafly.js'), 1, { abortGrace: Infinity })
  for (let round = 0; round < 20; round += 1) {
    const controller = new AbortController()
    const run = failureOf(pool.run(() => 1, { signal: controller.signal }))
    await new Promise((resolve) => setImmediate(resolve))
    const reason = () => round
    controller.abort(reason)
    expect(await run).toMatchObject({ name: 'AbortError', cause: reason })
    expect(await pool.run(round, { filename: fixture('echo.js') })).toBe(round)
  }
})
