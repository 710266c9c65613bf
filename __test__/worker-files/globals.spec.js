// Tests that a worker file may replace the globals of its thread.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('overwrites-globals.js')

test('a file that replaces `process` and timers runs jobs and nested jobs, and its pool closes', async () => {
  const pool = openPool(file, 2)
  expect(await Promise.all([pool.run(0), pool.run(3), pool.exec((a, b) => a + b, [1, 2])])).toEqual([0, 3, 3])
  await pool.close()
})

test('after globals were replaced, progress values arrive, and the thread can load other files', async () => {
  const pool = openPool(file, 1)
  const told = []
  expect(await pool.run(3, { onProgress: (value) => told.push(value) })).toBe(3)
  expect(told).toEqual([3])
  expect(await pool.run(21, { filename: fixture('doubles.js') })).toBe(42)
  expect(await pool.run(21, { filename: fixture('doubles.mjs') })).toBe(42)
  expect(await pool.run(21, { filename: fixture('message-echo.js') })).toBe(21)
  await pool.close()
})
