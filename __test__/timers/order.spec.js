// Tests that timers fire in the order of their deadlines, and timers with equal deadlines in the order in which they
// were set.
'use strict'

const { setTimeout } = require('../../index.js')
const { block, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')
const { Witness } = require('../helpers/witness.js')

const numbers = (count) => Array.from({ length: count }, (_, number) => number)
/** Returns numbers from 0 to 1 in no order. They are the same every time. */
const scattered = (count) => numbers(count).map((number) => (number * 0.6180339887) % 1)

/** Sets a timer for each delay, and returns the places of the delays in the list, in the order in which they fired. */
async function orderOf (delays) {
  const order = []
  await Promise.all(delays.map((ms, place) => new Promise((resolve) => {
    setTimeout(() => { order.push(place); resolve() }, ms)
  })))
  return order
}

inBothThreads(__filename, {
  'timers fire in the order of their deadlines, each of them once, and none is early': async () => {
    const witness = new Witness()
    for (const part of scattered(2000)) witness.set(part * 100)
    expect(await witness.faults()).toEqual([])
  },

  'timers that were set in many turns and by callbacks fire in the order of their deadlines': async () => {
    const witness = new Witness()
    for (const part of scattered(200)) {
      witness.set(part * 30, () => witness.set(part * 7, () => witness.set(part)))
      if (part < 0.3) await turn()
    }
    expect(await witness.faults()).toEqual([])
  },

  'timers with deadlines just before and after each power of two fire in order': async () => {
    const witness = new Witness()
    const powers = numbers(9).map((power) => 2 ** (power - 2))
    const [before, after] = [powers.map((power) => power - 0.001), powers.map((power) => power + 0.001)]
    for (const ms of [...powers, ...before, ...after]) witness.set(ms)
    for (const ms of numbers(300).reverse()) witness.set(64 + ms / 1000)
    expect(await witness.faults()).toEqual([])
  },

  'timers with the same delay fire in the order in which they were set': async () => {
    expect(await orderOf(numbers(3000).fill(5))).toEqual(numbers(3000))
  },

  'timers of 0 ms fire in the order in which they were set': async () => {
    expect(await orderOf(numbers(3000).fill(0))).toEqual(numbers(3000))
  },

  'negative delays and NaN count as 0': async () => {
    const delays = [0, -1, NaN, -0, -Infinity, -0.5, 0, -(2 ** 53), -1e308, 0]
    expect(await orderOf(delays)).toEqual(numbers(delays.length))
  },

  'a missing delay counts as 0': async () => {
    const order = []
    setTimeout(() => order.push('0 before'), 0)
    setTimeout(() => order.push('none'))
    setTimeout(() => order.push('undefined'), undefined)
    await passed(0)
    expect(order).toEqual(['0 before', 'none', 'undefined'])
  },

  'fractions of a millisecond count': async () => {
    const witness = new Witness()
    // The first four timers are due half a second later than the others, so the two groups are far apart.
    for (const ms of [500.75, 500.5, 500.25, 500, 0.75, 0.5, 0.25, 0.125]) witness.set(ms)
    expect(await witness.faults()).toEqual([])
  },

  'timers that are overdue when the event loop first sees them fire in the order of their deadlines': async () => {
    const witness = new Witness()
    for (const ms of [9, 3, 6, 0, 3]) witness.set(ms)
    block(50)
    expect(await witness.faults()).toEqual([])
  },

  'overdue timers that were set in different turns fire in the order of their deadlines': async () => {
    const witness = new Witness()
    witness.set(50)
    await turn()
    witness.set(1)
    block(100)
    expect(await witness.faults()).toEqual([])
  },

  'a timer that a callback sets fires after the timers that are already due': async () => {
    const order = []
    await new Promise((resolve) => {
      setTimeout(() => {
        order.push('first')
        setTimeout(() => { order.push('from the first'); resolve() }, 0)
      }, 1)
      for (const number of numbers(1500)) setTimeout(() => order.push(number), 1)
      block(30)
    })
    expect(order).toEqual(['first', ...numbers(1500), 'from the first'])
  }
})
