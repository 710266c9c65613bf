// Tests very many timers at the same time: each fires once, and a cancelled timer never fires.
'use strict'

const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const { now, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const COUNT = 200000
const LONGEST = 300
/** Returns delays from 0 to the longest, with fractions, in no order. */
const delayOf = (number) => (number * 0.6180339887) % 1 * LONGEST

/** Sets all timers. Returns the timers, and records how often each has fired and which ones were early. */
function setAll (delay = delayOf) {
  const fires = new Uint8Array(COUNT)
  const early = []
  const timers = Array.from(fires, (_, number) => {
    const due = now() + delay(number)
    return setTimeout(() => {
      fires[number] += 1
      if (now() < due) early.push(number)
    }, delay(number))
  })
  return { fires, early, timers }
}

const count = (fires, times) => fires.filter((fired) => fired === times).length

inBothThreads(__filename, {
  '200 000 timers fire once each, and none is early': async () => {
    const { fires, early } = setAll()
    await passed(LONGEST)
    expect([count(fires, 1), early]).toEqual([COUNT, []])
  },

  '200 000 timers with the same delay fire in the order in which they were set': async () => {
    let [next, mistakes] = [0, 0]
    const check = (was) => { if (was !== next++) mistakes += 1 }
    for (let number = 0; number < COUNT; number += 1) setTimeout(check, 20, number)
    await passed(20)
    expect([next, mistakes]).toEqual([COUNT, 0])
  },

  'if half of 200 000 timers are cancelled in the same turn, only the other half fire, once each': async () => {
    const { fires, early, timers } = setAll()
    const said = timers.filter((_, number) => number % 2).map(cancelTimeout)
    await passed(LONGEST)
    expect([said.includes(false), count(fires, 0), count(fires, 1), early]).toEqual([false, COUNT / 2, COUNT / 2, []])
    expect(fires.every((fired, number) => fired === 1 - number % 2)).toBe(true)
  },

  'if half of 200 000 timers are cancelled in later turns, each timer fires once or was cancelled': async () => {
    const { fires, early, timers } = setAll()
    let mistakes = 0
    for (let number = 1; number < COUNT; number += 2) {
      if (number % 1000 === 1) await turn()
      const before = fires[number]
      const wasPending = cancelTimeout(number % 4 === 1 ? timers[number] : timers[number].id)
      if (wasPending !== (before === 0)) mistakes += 1
      if (wasPending) fires[number] += 1
    }
    await passed(LONGEST)
    expect([mistakes, count(fires, 1), early]).toEqual([0, COUNT, []])
  },

  'each of 200 000 refreshed timers fires once': async () => {
    const { fires, timers } = setAll((number) => number % 2 ? 1000 : delayOf(number))
    await turn()
    // A refresh sets a timer that has fired again, so that timer fires once more.
    const expected = fires.map((fired) => fired + 1)
    for (const timer of timers) timer.refresh()
    await passed(1000)
    expect(fires.every((fired, number) => fired === expected[number])).toBe(true)
  },

  '20 000 intervals all tick, and stop ticking when they are cancelled': async () => {
    const ticks = new Uint32Array(20000)
    const intervals = Array.from(ticks, (_, number) => setInterval(() => { ticks[number] += 1 }, 20 + number % 7))
    while (ticks.some((count) => count < 3)) await passed(5)
    expect(intervals.every(cancelTimeout)).toBe(true)
    const before = ticks.slice()
    await passed(30)
    expect(ticks.every((count, number) => count === before[number])).toBe(true)
  }
})
