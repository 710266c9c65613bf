// How many tasks a second does one pool echo if each can be aborted, and what share is this of its speed
// without signals?
'use strict'

const { strictEqual } = require('node:assert')
const { keepInFlight } = require('../lib/in-flight')
const { main } = require('./main')

const LEAST_COUNT = 1000

async function speedOf (run, { inFlight, seconds }) {
  let speed = 0
  // The count grows until one measurement is long enough. The measurements before it have warmed up the pool.
  for (let count = LEAST_COUNT; ; count *= 2) {
    const before = performance.now()
    strictEqual(await keepInFlight(run, 7, { inFlight, count }), 7)
    const elapsed = (performance.now() - before) / 1000
    speed = count / elapsed
    if (elapsed >= seconds) return speed
  }
}

main(async (start, spec) => {
  const pool = start('echo', spec.threads)
  await pool.run(7)
  const without = await speedOf(pool.run, spec)
  const tasksPerSecond = await speedOf((data) => pool.runWithSignal(data, new AbortController().signal), spec)
  return { tasksPerSecond, share: tasksPerSecond / without }
})
