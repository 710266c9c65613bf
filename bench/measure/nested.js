// What does a nested job cost?
//
// If jobs can't submit jobs, the caller walks the same tree, with a job for each node.
'use strict'

const { strictEqual } = require('node:assert')
const { main } = require('./main')

const jobsOf = (n) => n < 2 ? 1 : 1 + jobsOf(n - 1) + jobsOf(n - 2)

async function walk (run, n) {
  await run(n)
  if (n < 2) return n
  const [first, second] = await Promise.all([walk(run, n - 1), walk(run, n - 2)])
  return first + second
}

main(async (start, { threads, depth, warmUps, times, isNested }) => {
  const pool = start(isNested ? 'fibonacci' : 'echo', threads)
  const run = isNested ? pool.run : (n) => walk(pool.run, n)
  for (let i = 0; i < warmUps; i += 1) await run(depth)

  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  let last
  for (let i = 0; i < times; i += 1) last = await run(depth)
  const elapsed = performance.now() - before
  const cpu = process.cpuUsage(cpuBefore)

  strictEqual(last, 6765)
  const jobs = times * jobsOf(depth)
  return { jobsPerSecond: jobs / elapsed * 1000, cpuPerJob: (cpu.user + cpu.system) / jobs }
})
