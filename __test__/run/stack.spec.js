// Tests that the stack grows with the number of jobs on neither side.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const JOBS = 10000
const depth = require('../fixtures/tells-depth.js')
const file = fixture('tells-depth.js')

/** Expects that no call was on a deeper stack than the first hundred calls, but for a few frames. */
function expectFlat (depths) {
  expect(depths).toHaveLength(JOBS)
  expect(Math.max(...depths)).toBeLessThanOrEqual(Math.max(...depths.slice(0, 100)) + 5)
}

test.each([
  [undefined, 1],
  ['later', 1],
  [undefined, 2],
  ['later', 2]
])('10 000 handlers are all called on equally deep stacks: export %s, on %i threads', async (name, threads) => {
  const pool = openPool(file, threads, { name })
  expectFlat(await Promise.all(Array.from({ length: JOBS }, () => pool.run())))
})

test('10 000 jobs, each submitted when the one before it has settled, do not deepen the stack', async () => {
  const pool = openPool(file, 1)
  const here = []
  const there = []
  await new Promise((resolve, reject) => {
    const next = (told) => {
      if (told !== undefined) there.push(told)
      here.push(depth())
      if (there.length === JOBS) resolve()
      else pool.run().then(next, reject)
    }
    next()
  })
  expectFlat(there)
  expectFlat(here.slice(1))
})

test('10 000 calls of getData are all on equally deep stacks', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  expectFlat(await Promise.all(Array.from({ length: JOBS }, () => pool.run(depth))))
})
