// niceIncrement has the pool's threads stand back for others, and nobody else.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
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

onLinux('plain threads stand back too', async () => {
  const before = os.getPriority()
  const pool = openPool('native:sum', 1, { niceIncrement: 5, label: 'stands-back' })
  await pool.run(Int8Array.of(1))
  const tasks = '/proc/self/task'
  const [thread] = fs.readdirSync(tasks).filter((id) => fs.readFileSync(path.join(tasks, id, 'comm'), 'utf8') === 'stands-back-0\n')
  expect(os.getPriority(Number(thread))).toBe(Math.min(19, before + 5))
})
