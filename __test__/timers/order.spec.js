// Timers fire in the order of their deadlines, and those of one deadline in the order they were set.
'use strict'

const { setTimeout } = require('../../index.js')
const { block, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')
const { Witness } = require('../helpers/witness.js')

const numbers = (count) => Array.from({ length: count }, (_, number) => number)
/** Numbers from 0 to 1 in no order, the same ones every time. */
const scattered = (count) => numbers(count).map((number) => (number * 0.6180339887) % 1)

/** Sets timers of these delays, and returns their places in the list in the order they fired. */
async function orderOf (delays) {
  const order = []
  await Promise.all(delays.map((ms, place) => new Promise((resolve) => {
    setTimeout(() => { order.push(place); resolve() }, ms)
  })))
  return order
}

inBothThreads(__filename, {
  'timers fire in the order of their deadlines, each once and none early': async () => {
    const witness = new Witness()
    for (const part of scattered(2000)) witness.set(part * 100)
    expect(await witness.faults()).toEqual([])
  },

  'timers that were set in many turns, by callbacks too, fire in the order of their deadlines': async () => {
    const witness = new Witness()
    for (const part of scattered(200)) {
      witness.set(part * 30, () => witness.set(part * 7, () => witness.set(part)))
      if (part < 0.3) await turn()
    }
    expect(await witness.faults()).toEqual([])
  },

  'deadlines on both sides of every power of two keep their order': async () => {
    const witness = new Witness()
    const powers = numbers(9).map((power) => 2 ** (power - 2))
    for (const ms of [...powers, ...powers.map((power) => power - 0.001), ...powers.map((power) => power + 0.001)]) witness.set(ms)
    for (const ms of numbers(300).reverse()) witness.set(64 + ms / 1000)
    expect(await witness.faults()).toEqual([])
  },

  'timers of one delay fire in the order they were set': async () => {
    expect(await orderOf(numbers(3000).fill(5))).toEqual(numbers(3000))
  },

  'timers of 0 ms fire in the order they were set': async () => {
    expect(await orderOf(numbers(3000).fill(0))).toEqual(numbers(3000))
  },

  'negative delays and NaN are 0': async () => {
    const delays = [0, -1, NaN, -0, -Infinity, -0.5, 0, -(2 ** 53), -1e308, 0]
    expect(await orderOf(delays)).toEqual(numbers(delays.length))
  },

  'no delay is 0': async () => {
    const order = []
    setTimeout(() => order.push('0 before'), 0)
    setTimeout(() => order.push('none'))
    setTimeout(() => order.push('undefined'), undefined)
    await passed(0)
    expect(order).toEqual(['0 before', 'none', 'undefined'])
  },

  'fractions of a millisecond count': async () => {
    const witness = new Witness()
    // Half a second later, so that what is set in a row is far apart from what comes next.
    for (const ms of [500.75, 500.5, 500.25, 500, 0.75, 0.5, 0.25, 0.125]) witness.set(ms)
    expect(await witness.faults()).toEqual([])
  },

  'timers that were all overdue before the event loop saw them fire in the order of their deadlines': async () => {
    const witness = new Witness()
    for (const ms of [9, 3, 6, 0, 3]) witness.set(ms)
    block(50)
    expect(await witness.faults()).toEqual([])
  },

  'a timer set before the loop was blocked and one set by what blocks it fire in the order of their deadlines': async () => {
    const witness = new Witness()
    witness.set(50)
    await turn()
    witness.set(1)
    block(100)
    expect(await witness.faults()).toEqual([])
  },

  'a timer set from a callback fires after those that are due by then': async () => {
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
