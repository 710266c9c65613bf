// An interval keeps its phase, and merges the ticks that a blocked event loop has missed.
'use strict'

const { setTimeout, setInterval, cancelInterval } = require('../../index.js')
const { block, now, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const ROUNDS = 100

/** The times of an interval's first ticks, in periods since it was set. Each tick calls `onTick`, and `andThen` follows the setting. */
const ticksOf = (period, count, onTick = () => {}, andThen = () => {}) => new Promise((resolve) => {
  const ticks = []
  const start = now()
  const interval = setInterval(() => {
    ticks.push((now() - start) / period)
    onTick(ticks.length)
    if (ticks.length === count) resolve(ticks)
    if (ticks.length >= count) interval.close()
  }, period)
  andThen()
})

/** Whether the tick after a late one comes before a timeout that is due shortly after it. */
async function isNextOnTime (period) {
  const order = []
  let timeout
  await new Promise((resolve) => {
    const start = now()
    const interval = setInterval(() => {
      order.push('tick')
      if (order.length > 1) resolve(interval.close())
      else timeout = setTimeout(() => order.push('timeout'), start + 2.25 * period - now())
    }, period)
    block(1.5 * period)
  })
  timeout.close()
  return order.join() === 'tick,tick'
}

inBothThreads(__filename, {
  'it ticks until it is cancelled, and not once more': async () => {
    let ticks = 0
    const interval = await new Promise((resolve) => {
      const interval = setInterval(() => { if (++ticks === 20) setImmediate(resolve, interval) }, 1)
    })
    const before = ticks
    expect([cancelInterval(interval), cancelInterval(interval)]).toEqual([true, false])
    await passed(5)
    expect(ticks).toBe(before)
  },

  'ticks that were missed in the turn that set it are one': async () => {
    const ticks = await ticksOf(5, 10, undefined, () => block(52))
    // The first is the tenth or a later one, and each stands for one more.
    ticks.forEach((time, place) => expect(time).toBeGreaterThanOrEqual(10 + place))
  },

  'ticks that are missed in later turns are one': async () => {
    const ticks = await ticksOf(5, 20, (count) => { if (count === 10) setImmediate(() => block(52)) })
    // The tenth was after ten periods, and so was the eleventh if it came before all was blocked.
    ticks.slice(11).forEach((time, place) => expect(time).toBeGreaterThanOrEqual(20 + place))
  },

  'ticks that its own callback has missed are one, or none': async () => {
    const ticks = await ticksOf(5, 20, (count) => { if (count === 10) block(52) })
    ticks.slice(11).forEach((time, place) => expect(time).toBeGreaterThanOrEqual(21 + place))
  },

  'a tick that is late doesn\'t put off the next': async () => {
    // A round proves nothing if the machine was too slow for it. One that succeeds suffices: where lateness adds up, none does.
    let isOnTime = false
    for (let round = 0; round < ROUNDS && !isOnTime; round += 1) isOnTime = await isNextOnTime(40)
    expect(isOnTime).toBe(true)
  },

  'a period that is shorter than its callback takes leaves the loop to others': async () => {
    let ticks = 0
    const interval = setInterval(() => { ticks += 1; block(2) }, 1)
    for (let turns = 0; turns < 20; turns += 1) await turn()
    await passed(10)
    interval.close()
    expect(ticks).toBeGreaterThan(0)
  },

  'fractions of a millisecond are a period': async () => {
    const ticks = await ticksOf(0.25, 100)
    ticks.forEach((time, place) => expect(time).toBeGreaterThanOrEqual(place + 1))
  },

  'a period of 0 ticks again and again': async () => {
    for (const period of [0, -5, NaN, undefined]) {
      let ticks = 0
      await new Promise((resolve) => {
        const interval = setInterval(() => { if (++ticks === 100) resolve(interval.close()) }, period)
      })
      await passed(1)
      expect(ticks).toBe(100)
    }
  },

  'two intervals of one period tick in the order they were set': async () => {
    const order = []
    const intervals = ['a', 'b', 'c'].map((name) => setInterval(() => order.push(name), 2))
    while (order.length < 60) await passed(1)
    intervals.forEach(cancelInterval)
    expect(order.slice(0, 3)).toEqual(['a', 'b', 'c'])
    expect(['a', 'b', 'c'].every((name) => order.filter((other) => other === name).length >= 10)).toBe(true)
  }
})
