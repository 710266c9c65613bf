// A worker file may do to the globals of its thread what it likes.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

test('a file that replaces `process` and others runs its jobs, nested ones too, and its pool closes', async () => {
  const pool = openPool(fixture('overwrites-globals.js'), 2)
  expect(await Promise.all([pool.run(0), pool.run(3), pool.exec((a, b) => a + b, [1, 2])])).toEqual([0, 3, 3])
  await pool.close()
})
