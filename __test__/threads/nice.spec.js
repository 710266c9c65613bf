// Tests that niceIncrement lowers the CPU priority of the pool's threads, and of no other thread.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('tells-niceness.js')
const onLinux = process.platform === 'linux' ? test : test.skip

onLinux.each([
  ['nothing by default', undefined, 0],
  ['its value', 5, 5],
  ['at most what reaches 19', 1000, 19]
])('niceIncrement adds to the nice value of a Worker: %s', async (_, niceIncrement, added) => {
  const before = os.getPriority()
  const pool = openPool(file, 1, { niceIncrement })
  expect(await pool.run()).toBe(Math.min(19, before + added))
  expect(os.getPriority()).toBe(before)
})

onLinux('niceIncrement adds to the nice value of a plain thread', async () => {
  const before = os.getPriority()
  const pool = openPool('native:sum', 1, { niceIncrement: 5, label: 'stands-back' })
  await pool.run(Int8Array.of(1))
  const tasks = '/proc/self/task'
  const nameOf = (id) => fs.readFileSync(path.join(tasks, id, 'comm'), 'utf8')
  const [thread] = fs.readdirSync(tasks).filter((id) => nameOf(id) === 'stands-back-0\n')
  expect(os.getPriority(Number(thread))).toBe(Math.min(19, before + 5))
})
