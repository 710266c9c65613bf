// Tests that an interval keeps its phase, and merges the ticks that a blocked event loop has missed.
'use strict'

const { setTimeout, setInterval, cancelInterval } = require('../../index.js')
const { block, now, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const ROUNDS = 100

/**
 * Resolves with the times of an interval's first ticks, in periods since the interval was set. Each tick calls
 * `onTick`. `andThen` is called as soon as the interval is set.
 */
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

/** Returns whether the tick after a late tick comes before a timeout that is due shortly after it. */
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
  'an interval ticks until it is cancelled, and not once more': async () => {
    let ticks = 0
    const interval = await new Promise((resolve) => {
      const interval = setInterval(() => { if (++ticks === 20) setImmediate(resolve, interval) }, 1)
    })
    const before = ticks
    expect([cancelInterval(interval), cancelInterval(interval)]).toEqual([true, false])
    await passed(5)
    expect(ticks).toBe(before)
  },

  'ticks that were missed in the turn that set the interval are merged into one': async () => {
    const ticks = await ticksOf(5, 10, undefined, () => block(52))
    // The first tick comes after ten periods or more, and each later tick at least one period after the one before.
    ticks.forEach((time, place) => expect(time).toBeGreaterThanOrEqual(10 + place))
  },

  'ticks that were missed in a later turn are merged into one': async () => {
    const ticks = await ticksOf(5, 20, (count) => { if (count === 10) setImmediate(() => block(52)) })
    // The tenth tick comes after ten periods or more, and then the loop is blocked for ten. Only the eleventh tick may
    // still come before the loop is blocked.
    ticks.slice(11).forEach((time, place) => expect(time).toBeGreaterThanOrEqual(20 + place))
  },

  'ticks that fall into the interval\'s own callback are merged into one or left out': async () => {
    const ticks = await ticksOf(5, 20, (count) => { if (count === 10) block(52) })
    ticks.slice(11).forEach((time, place) => expect(time).toBeGreaterThanOrEqual(21 + place))
  },

  'a tick that is late doesn\'t delay the next tick': async () => {
    // A round that fails proves nothing, since the machine may have been too slow for it. One round that succeeds is
    // enough: if late ticks delayed the next ones, no round would succeed.
    let isOnTime = false
    for (let round = 0; round < ROUNDS && !isOnTime; round += 1) isOnTime = await isNextOnTime(40)
    expect(isOnTime).toBe(true)
  },

  'an interval whose period is shorter than its callback leaves turns of the loop to others': async () => {
    let ticks = 0
    const interval = setInterval(() => { ticks += 1; block(2) }, 1)
    for (let turns = 0; turns < 20; turns += 1) await turn()
    await passed(10)
    interval.close()
    expect(ticks).toBeGreaterThan(0)
  },

  'a period may be a fraction of a millisecond': async () => {
    const ticks = await ticksOf(0.25, 100)
    ticks.forEach((time, place) => expect(time).toBeGreaterThanOrEqual(place + 1))
  },

  'an interval with a period of 0 ticks again and again': async () => {
    for (const period of [0, -5, NaN, undefined]) {
      let ticks = 0
      await new Promise((resolve) => {
        const interval = setInterval(() => { if (++ticks === 100) resolve(interval.close()) }, period)
      })
      await passed(1)
      expect(ticks).toBe(100)
    }
  },

  'intervals with the same period tick in the order in which they were set': async () => {
    const order = []
    const intervals = ['a', 'b', 'c'].map((name) => setInterval(() => order.push(name), 2))
    while (order.length < 60) await passed(1)
    intervals.forEach(cancelInterval)
    expect(order.slice(0, 3)).toEqual(['a', 'b', 'c'])
    expect(['a', 'b', 'c'].every((name) => order.filter((other) => other === name).length >= 10)).toBe(true)
  }
})
