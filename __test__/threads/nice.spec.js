// niceIncrement has the pool's threads stand back for others, and nobody else.
'use strict'

const os = require('node:os')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('tells-niceness.js')
const onLinux = process.platform === 'linux' ? test : test.skip

onLinux.each([
  ['none', undefined, 0],
  ['some', 5, 5],
  ['more than there is', 1000, 19]
])('niceIncrement: %s', async (_, niceIncrement, added) => {
  const before = os.getPriority()
  const pool = openPool(file, 1, { niceIncrement })
  expect(await pool.run()).toBe(Math.min(19, before + added))
  expect(os.getPriority()).toBe(before)
})
