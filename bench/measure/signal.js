// How many tasks a second does one pool echo if each can be aborted, and what part is that of its speed if none can?
'use strict'

const { strictEqual } = require('node:assert')
const { keepInFlight } = require('../lib/in-flight')
const { main } = require('./main')

const LEAST_COUNT = 1000

async function speedOf (run, { inFlight, seconds }) {
  let speed = 0
  // Grown until one measurement is as long as is wanted: what comes before has warmed up.
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
