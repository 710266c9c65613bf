// Tests that data and results of every kind arrive as structuredClone() would copy them.
'use strict'

const fc = require('fast-check')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')
const { sameClone } = require('../helpers/same-clone.js')
const { anyValue } = require('../helpers/values.js')

const numRuns = process.env.OXPOOL_STRESS ? 50000 : 2000

const journeys = {
  'to a function and back': ['echo.js', (pool, value) => pool.run(value)],
  'to an async function and back': ['async-echo.js', (pool, value) => pool.run(value)],
  'to a listener and back': ['message-echo.js', (pool, value) => pool.run(value)],
  'from getData to a function and back': ['echo.js', (pool, value) => pool.run(() => value)],
  'by a port to a function and back': ['echo.js', (pool, value) => pool.run(value, { transferList: [] })]
}

test.each(Object.entries(journeys))('a value comes back as a structured clone: %s', async (_, [file, run]) => {
  const pool = openPool(fixture(file), 2)
  await fc.assert(fc.asyncProperty(anyValue(), async (value) => {
    const difference = sameClone(await run(pool, value), structuredClone(value))
    if (difference !== null) throw new Error(difference)
  }), { numRuns })
}, 10 * 60000)

test('values that are in flight at the same time do not mix', async () => {
  const pool = openPool(fixture('echo.js'), 2)
  await fc.assert(fc.asyncProperty(fc.array(anyValue(), { minLength: 20, maxLength: 40 }), async (values) => {
    const results = await Promise.all(values.map((value) => pool.run(value)))
    values.forEach((value, index) => {
      const difference = sameClone(results[index], structuredClone(value))
      if (difference !== null) throw new Error(`${index}: ${difference}`)
    })
  }), { numRuns: numRuns / 20 })
}, 10 * 60000)

test('data is cloned when run() is called, and later changes do not reach the job', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const data = { list: [1, 2], map: new Map([['a', 1]]) }
  const result = pool.run(data)
  data.list.push(3)
  data.map.clear()
  expect(await result).toEqual({ list: [1, 2], map: new Map([['a', 1]]) })
})
