// How long does one task take when no other task is running?
'use strict'

const { strictEqual } = require('node:assert')
const { percentile } = require('../lib/stats')
const { main } = require('./main')

main(async (start, { threads, warmUpCount, count }) => {
  const pool = start('echo', threads)
  for (let i = 0; i < warmUpCount; i++) await pool.run(i)

  const times = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const before = performance.now()
    const result = await pool.run(i)
    times[i] = (performance.now() - before) * 1000
    strictEqual(result, i)
  }

  times.sort()
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
})
