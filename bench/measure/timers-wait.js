// What does a timer cost while it is pending, and when does it fire?
//
// This is the article's own measurement, and also the CPU time of the wait alone.
'use strict'

const { main } = require('./timers-main')

const SETTLE_MS = 500

// Waits without a timer, so that the measured timer is the first of its process. The turns of the loop are
// needed because Node reads its clock once a turn.
function settle () {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLE_MS)
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}

const cpuMs = ({ user, system }) => (user + system) / 1000

main(async (timers, { ms: delay }) => {
  // Work that is left from the start of the process must not count as the timer's.
  await settle()

  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  await new Promise((resolve) => timers.setTimeout(resolve, delay))
  const ms = performance.now() - before
  const waitCpuMs = cpuMs(process.cpuUsage(cpuBefore))

  // The clock of `performance` starts with the process.
  const averageCPUCost = cpuMs(process.cpuUsage()) / performance.now() * 100
  return { ms, lateMs: ms - delay, waitCpuMs, averageCPUCost }
})
