// What does one timer cost while it is pending, and when does it come? The article's own measurement, and the CPU time of the wait alone.
'use strict'

const { main } = require('./timers-main')

const SETTLE_MS = 500

// Without a timer, so that nobody's has run before. The turn of the loop is there because Node reads its clock once a turn.
function settle () {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLE_MS)
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}

const cpuMs = ({ user, system }) => (user + system) / 1000

main(async (timers, { ms: delay }) => {
  // What starting the process leaves behind is not the timer's.
  await settle()

  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  await new Promise((resolve) => timers.setTimeout(resolve, delay))
  const ms = performance.now() - before
  const waitCpuMs = cpuMs(process.cpuUsage(cpuBefore))

  // The clock of `performance` begins with the process.
  const averageCPUCost = cpuMs(process.cpuUsage()) / performance.now() * 100
  return { ms, lateMs: ms - delay, waitCpuMs, averageCPUCost }
})
