// However many jobs there are, neither side's stack grows with them.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const JOBS = 10000
const depth = require('../fixtures/tells-depth.js')
const file = fixture('tells-depth.js')

/** No deeper at the end than while the first hundred were at it. */
function expectFlat (depths) {
  expect(depths).toHaveLength(JOBS)
  expect(Math.max(...depths)).toBeLessThanOrEqual(Math.max(...depths.slice(0, 100)) + 5)
}

test.each([[undefined, 1], ['later', 1], [undefined, 2], ['later', 2]])('of 10 000 jobs at once each handler is called on a stack as deep as the first: %s, on %i threads', async (name, threads) => {
  const pool = openPool(file, threads, { name })
  expectFlat(await Promise.all(Array.from({ length: JOBS }, () => pool.run())))
})

test('of 10 000 jobs, each submitted where the one before was settled, none finds a deeper stack', async () => {
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

test('of 10 000 getData each is called on a stack as deep as the first', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  expectFlat(await Promise.all(Array.from({ length: JOBS }, () => pool.run(depth))))
})
