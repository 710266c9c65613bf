// Does an interval keep its time, or does it fall behind a little with each tick?
'use strict'

const { main } = require('./timers-main')

main((timers, { period, seconds }) => new Promise((resolve) => {
  let ticks = 0
  const start = performance.now()
  const interval = timers.setInterval(() => {
    ticks += 1
    const elapsed = performance.now() - start
    if (elapsed < seconds * 1000) return
    timers.clearInterval(interval)
    resolve({ ticks, behindMs: elapsed - ticks * period, offPhaseMs: elapsed % period })
  }, period)
}))
