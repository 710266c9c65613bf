// How long does the article's job take as a native task on shared memory, with and without making the numbers?
'use strict'

const { ok } = require('node:assert')
const { main } = require('./main')

const LENGTH = 1000000

function randomNumbers () {
  const numbers = new Float64Array(new SharedArrayBuffer(LENGTH * Float64Array.BYTES_PER_ELEMENT))
  for (let i = 0; i < LENGTH; i += 1) numbers[i] = Math.round(Math.random() * 100000)
  return numbers
}

function checkSorted (numbers) {
  for (let i = 1000; i < LENGTH; i += 1000) ok(numbers[i - 1] <= numbers[i])
}

async function secondsToSort (pool, inputs) {
  const before = performance.now()
  await Promise.all(inputs.map(async (input) => checkSorted(await pool.run(input))))
  return (performance.now() - before) / 1000
}

main(async (start, { threads, tasks }) => {
  const pool = start('native:sort', threads)
  // The pool calls each function when a thread is free, so the hundred arrays never exist at once.
  const seconds = await secondsToSort(pool, Array.from({ length: tasks }, () => randomNumbers))
  const peakMib = process.resourceUsage().maxRSS / 1024
  const sortingSeconds = await secondsToSort(pool, Array.from({ length: tasks }, randomNumbers))
  return { seconds, peakMib, sortingSeconds }
})
