// How long does one pool take to settle many runs, most of which are aborted in the same tick?
'use strict'

const { strictEqual } = require('node:assert')
const { main } = require('./main')

/** One run out of this many goes on. */
const KEPT = 10

main(async (start, { threads, tasks }) => {
  const pool = start('echo', threads)
  await Promise.all(Array.from({ length: threads }, () => pool.run(0)))

  const before = performance.now()
  const controllers = Array.from({ length: tasks }, () => new AbortController())
  const runs = controllers.map(({ signal }, number) => pool.runWithSignal(number, signal))
  for (let number = 0; number < tasks; number += 1) {
    if (number % KEPT !== 0) controllers[number].abort()
  }
  const outcomes = await Promise.allSettled(runs)
  const ms = performance.now() - before

  const kept = outcomes.filter((_, number) => number % KEPT === 0)
  for (const { status, value } of kept) if (status === 'fulfilled') strictEqual(value % KEPT, 0)
  // `lost` counts tasks that nobody aborted but that failed, because their thread was ended for another task.
  return { ms, lost: kept.filter(({ status }) => status === 'rejected').length }
})
