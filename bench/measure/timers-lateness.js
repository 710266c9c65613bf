// How late are single timers, alone or beside many others that are due much later?
'use strict'

const { percentile } = require('../lib/stats')
const { main } = require('./timers-main')

const HOUR = 3600000

// Computes for a random time. If a timer were set just after the one before, it would always begin at the
// same place between two milliseconds. The second turn of the loop is needed because Node reads the clock
// once a turn: the time that was spent computing must not make Node's timers early.
function pause () {
  return new Promise((resolve) => {
    setImmediate(() => {
      const until = performance.now() + Math.random()
      while (performance.now() < until);
      setImmediate(resolve)
    })
  })
}

// The lateness in microseconds. It is less than 0 if the timer is early.
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
