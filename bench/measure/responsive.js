// How late are main's timers and immediates while a pool keeps every core busy, and how many jobs does it do meanwhile?
'use strict'

const { strictEqual } = require('node:assert')
const { stepsPerMs } = require('../lib/busy')
const { percentile } = require('../lib/stats')
const { main } = require('./main')

const DELAY = 1

// Node reads its clock once a turn, so a timer may also be early. Then it is not late.
const lateTimeout = () => new Promise((resolve) => {
  const before = performance.now()
  setTimeout(() => resolve(Math.max(0, performance.now() - before - DELAY) * 1000), DELAY)
})

const lateImmediate = () => new Promise((resolve) => {
  const before = performance.now()
  setImmediate(() => resolve((performance.now() - before) * 1000))
})

// The lateness of timers and immediates in microseconds, one after the other until the time is over.
async function latenessFor (seconds) {
  const [timeouts, immediates, begun] = [[], [], performance.now()]
  while (performance.now() - begun < seconds * 1000) {
    timeouts.push(await lateTimeout())
    immediates.push(await lateImmediate())
  }
  return { timeouts, immediates, elapsed: performance.now() - begun }
}

function figuresOf (name, values) {
  const sorted = Float64Array.from(values).sort()
  const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)]
  return { [`${name}P50`]: p50, [`${name}P99`]: p99, [`${name}Max`]: sorted.at(-1) }
}

main(async (start, { threads, inFlight, jobMs, warmUpSeconds, seconds }) => {
  // This is measured while no thread is busy yet.
  const steps = Math.round(stepsPerMs() * jobMs)
  const pool = start('busy', threads)
  const jobs = { done: 0, areOver: false }
  const loop = async () => {
    for (; !jobs.areOver; jobs.done++) strictEqual(await pool.run(steps), steps)
  }
  if (pool.hasThreads !== false) {
    await Promise.all(Array.from({ length: 2 * threads }, () => pool.run(1)))
    // When the pool is closed, it may refuse the last jobs.
    for (let i = 0; i < inFlight; i++) loop().catch((error) => { if (!jobs.areOver) throw error })
  }

  await latenessFor(warmUpSeconds)
  const before = jobs.done
  const { timeouts, immediates, elapsed } = await latenessFor(seconds)
  const jobsPerSecond = (jobs.done - before) / elapsed * 1000
  jobs.areOver = true
  return { ...figuresOf('timeout', timeouts), ...figuresOf('immediate', immediates), jobsPerSecond }
})
