// Tests that pools work under Jest's fake timers, which also fake setImmediate(), nextTick() and queueMicrotask().
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

beforeEach(() => { jest.useFakeTimers() })
afterEach(() => { jest.useRealTimers() })

test('jobs of every kind settle under fake timers', async () => {
  const options = { minThreads: 1, maxThreads: 2, maxQueue: 4, overflow: 'wait', timeout: 60000 }
  const pool = openPool(fixture('echo.js'), options)
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8]
  expect(await Promise.all(numbers.map((number) => pool.run(number)))).toEqual(numbers)
  expect(await pool.run(() => 9)).toBe(9)
  expect(await pool.exec((a, b) => a + b, [1, 2])).toBe(3)
  expect(await pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })).toEqual(Int8Array.of(1, 2))
  expect(new Set(await pool.broadcast(1))).toEqual(new Set([1]))
  const results = []
  for await (const result of pool.map([1, 2, 3])) results.push(result)
  for await (const value of pool.stream(3, { filename: fixture('yields.js') })) results.push(value)
  expect(results).toEqual([1, 2, 3, 0, 1, 2])
  await pool.ready()
  await pool.close()
})

test('events and progress values arrive under fake timers', async () => {
  const pool = openPool(fixture('tells-progress.js'), { minThreads: 1, maxThreads: 1, maxQueue: 0, overflow: 'wait' })
  const heard = []
  for (const event of ['needsDrain', 'drain']) pool.on(event, () => heard.push(event))
  const told = []
  await pool.run([1, 2], { onProgress: (value) => told.push(value) })
  await pool.close()
  expect(told).toEqual([1, 2])
  expect(heard).toEqual(['needsDrain', 'drain'])
})
