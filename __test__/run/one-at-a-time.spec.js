// Tests a caller that awaits one short job after another. Their outcomes come without a turn of the event loop.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

/** More jobs than anyone would run between two turns. */
const MANY = 1e5

test.each([1, 2])('jobs awaited one after another let the event loop turn, with %i threads', async (threads) => {
  const pool = openPool(fixture('echo.js'), threads)
  for (let i = 0; i < 1000; i += 1) await pool.run(i)
  const turn = { has: false }
  setImmediate(() => { turn.has = true })
  let jobs = 0
  while (!turn.has && jobs < MANY) expect(await pool.run(jobs)).toBe(jobs++)
  expect(jobs).toBeLessThan(MANY)
})

test('a job that is awaited between short ones keeps its own outcome, however large it is', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  for (let i = 0; i < 500; i += 1) {
    const value = i % 10 === 9 ? 'x'.repeat(1e5 + i) : i
    expect(await pool.run(value)).toBe(value)
  }
})
