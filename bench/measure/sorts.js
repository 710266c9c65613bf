// How long does the article's job take on one pool, and how much memory does it take at its peak?
'use strict'

const { ok } = require('node:assert')
const { main } = require('./main')

function checkSorted (numbers) {
  ok(numbers.length === 1000000)
  for (let i = 1000; i < numbers.length; i += 1000) ok(numbers[i - 1] <= numbers[i])
}

main(async (start, { threads, tasks }) => {
  const pool = start('sort', threads)
  const before = performance.now()
  await Promise.all(Array.from({ length: tasks }, async (_, i) => checkSorted(await pool.run({ i }))))
  const seconds = (performance.now() - before) / 1000

  return { seconds, peakMib: process.resourceUsage().maxRSS / 1024 }
})
