// Opens a pool whose threads all wait at a gate, so that the next jobs are sure to be queued.
'use strict'

const { fixture } = require('./fixture.js')
const { Gate } = require('./gate.js')
const { openPool } = require('./pools.js')

async function openHeldPool (filename, threads, options) {
  const pool = openPool(filename, threads, options)
  const gate = new Gate()
  const holders = Array.from({ length: threads }, () =>
    pool.run({ gate: gate.buffer }, { filename: fixture('waits-at-gate.js') }))
  // Destroying the pool rejects these jobs, and no test needs to handle that.
  for (const holder of holders) holder.catch(() => {})
  await gate.reachedBy(threads)
  return { pool, gate, holders }
}

module.exports = { openHeldPool }
