// How long does a pool take from `new` until every thread has answered once, and how much memory does a thread take?
'use strict'

const { main } = require('./main')

main(async (start, { threads }) => {
  const meeting = new Int32Array(new SharedArrayBuffer(8))
  meeting[1] = threads

  const rssBefore = process.memoryUsage.rss()
  const before = performance.now()
  const pool = start('meet', threads)
  await Promise.all(Array.from({ length: threads }, () => pool.run(meeting)))
  const ms = performance.now() - before
  const mibPerThread = (process.memoryUsage.rss() - rssBefore) / threads / 2 ** 20

  return { ms, mibPerThread }
})
