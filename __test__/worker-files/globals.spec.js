// A worker file may do to the globals of its thread what it likes.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('overwrites-globals.js')

test('a file that replaces `process`, timers and others runs its jobs, nested ones too, and its pool closes', async () => {
  const pool = openPool(file, 2)
  expect(await Promise.all([pool.run(0), pool.run(3), pool.exec((a, b) => a + b, [1, 2])])).toEqual([0, 3, 3])
  await pool.close()
})

test('what jobs tell arrives, and other files are loaded on its thread', async () => {
  const pool = openPool(file, 1)
  const told = []
  expect(await pool.run(3, { onProgress: (value) => told.push(value) })).toBe(3)
  expect(told).toEqual([3])
  expect(await pool.run(21, { filename: fixture('doubles.js') })).toBe(42)
  expect(await pool.run(21, { filename: fixture('doubles.mjs') })).toBe(42)
  expect(await pool.run(21, { filename: fixture('message-echo.js') })).toBe(21)
  await pool.close()
})
