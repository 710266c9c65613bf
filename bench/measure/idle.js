// How much CPU time does a pool take after it has worked, when it has nothing left to do?
'use strict'

const { setTimeout: sleep } = require('node:timers/promises')
const { main } = require('./main')

const JOBS = 400

async function cpuMsPerSecondDuring (seconds) {
  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  await sleep(seconds * 1000)
  const cpu = process.cpuUsage(cpuBefore)
  return (cpu.user + cpu.system) / (performance.now() - before)
}

main(async (start, { threads, settleSeconds, seconds }) => {
  const pool = start('echo', threads)
  await Promise.all(Array.from({ length: JOBS }, (_, i) => pool.run(i)))

  // Settling runs the same code as measuring, so that the time to compile this code is not counted as the pool's work.
  await cpuMsPerSecondDuring(settleSeconds)
  return { cpuMsPerSecond: await cpuMsPerSecondDuring(seconds) }
})
