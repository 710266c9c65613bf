// How late is a timer, one after the other, alone or with many others pending far away?
'use strict'

const { percentile } = require('../lib/stats')
const { main } = require('./timers-main')

const HOUR = 3600000

// A timer that is set where the last one ended would always begin at the same place between two milliseconds. The second turn of the
// loop is there because Node reads the clock once a turn: what was computed before must not make its timers early.
function pause () {
  return new Promise((resolve) => {
    setImmediate(() => {
      const until = performance.now() + Math.random()
      while (performance.now() < until);
      setImmediate(resolve)
    })
  })
}

// In microseconds; less than 0 if it is early.
function lateness (timers, delay) {
  return new Promise((resolve) => {
    const before = process.hrtime.bigint()
    timers.setTimeout(() => {
      const elapsed = Number(process.hrtime.bigint() - before)
      resolve(elapsed / 1000 - delay * 1000)
    }, delay)
  })
}

main(async (timers, { delay, crowd, warmUpCount, count }) => {
  for (let i = 0; i < crowd; i++) timers.setTimeout(() => {}, HOUR + i)
  for (let i = 0; i < warmUpCount; i++) {
    await pause()
    await lateness(timers, delay)
  }

  const all = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    await pause()
    all[i] = await lateness(timers, delay)
  }

  all.sort()
  return {
    p50: percentile(all, 0.5),
    p99: percentile(all, 0.99),
    max: all.at(-1),
    count,
    early: all.filter((us) => us < 0).length,
    earliest: all[0]
  }
})
