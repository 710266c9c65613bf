// Opens pools that are destroyed after the test, however the test ends.
'use strict'

const { WorkerPool } = require('../../index.js')

const open = []

function openPool (...args) {
  const pool = new WorkerPool(...args)
  open.push(pool)
  return pool
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.destroy()))
})

module.exports = { openPool }
