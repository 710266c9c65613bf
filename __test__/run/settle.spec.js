// Tests that every run settles exactly once, with its own outcome, under any load.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const JOBS = process.env.OXPOOL_STRESS ? 1e6 : 1e5
const IN_FLIGHT = 1000

/** Runs all jobs, IN_FLIGHT at a time. Returns how often each number's run settled, and the outcomes that are wrong. */
async function settleAll (jobs, run, isRight) {
  const settled = new Uint8Array(jobs)
  const wrong = []
  let next = 0
  const lane = async () => {
    while (next < jobs) {
      const number = next++
      const outcome = await run(number).then((value) => ({ value }), (error) => ({ error }))
      settled[number] += 1
      if (!isRight(number, outcome)) wrong.push({ number, outcome })
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  return { settled, wrong }
}

test(`${JOBS} jobs with ${IN_FLIGHT} in flight each get their own result, once`, async () => {
  const pool = openPool(fixture('doubles.js'), 2)
  const isRight = (number, { value }) => value === number * 2
  const { settled, wrong } = await settleAll(JOBS, (number) => pool.run(number), isRight)
  expect(wrong).toEqual([])
  expect(settled.every((times) => times === 1)).toBe(true)
  expect(pool).toMatchObject({ pending: 0, completed: JOBS })
})

const kinds = [
  (pool, number) => pool.run(number),
  (pool, number) => pool.run(() => number),
  (pool, number) => pool.run(async () => number),
  (pool, number) => pool.run(number, { priority: 'high' }),
  (pool, number) => pool.run(number, { filename: fixture('message-throws-odd.js') }),
  (pool, number) => pool.run(number, { signal: new AbortController().signal }),
  (pool, number) => pool.run(number, { transferList: [] })
]

test('mixed kinds of runs, of which half fail, each settle once with the right outcome', async () => {
  const pool = openPool(fixture('throws-odd.js'), 2)
  const run = (number) => kinds[number % kinds.length](pool, number)
  const isRight = (number, { value, error }) => number % 2 ? error?.message === `odd: ${number}` : value === number * 2
  const { settled, wrong } = await settleAll(JOBS / 10, run, isRight)
  expect(wrong).toEqual([])
  expect(settled.every((times) => times === 1)).toBe(true)
})
