// Tests that a cancelled timer never fires, and that cancelTimeout() returns whether the timer was set.
'use strict'

const timers = require('../../index.js')
const { block, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const { setTimeout, setInterval, cancelTimeout, cancelInterval, clearTimeout, clearInterval } = timers
const ignore = () => {}
const fails = () => { throw new Error('It was cancelled') }

inBothThreads(__filename, {
  'cancelTimeout(timeout) returns true once, and then false': async () => {
    for (const set of [setTimeout, setInterval]) {
      const timer = set(fails, 1)
      expect([cancelTimeout(timer), cancelTimeout(timer), cancelTimeout(timer.id)]).toEqual([true, false, false])
    }
    await passed(1)
  },

  'cancelTimeout(id) returns true once, and then false': async () => {
    for (const set of [setTimeout, setInterval]) {
      const timer = set(fails, 1)
      expect([cancelTimeout(timer.id), cancelTimeout(timer.id), cancelTimeout(timer)]).toEqual([true, false, false])
    }
    await passed(1)
  },

  'cancelInterval, clearTimeout and clearInterval are the same function as cancelTimeout': () => {
    expect([cancelInterval, clearTimeout, clearInterval].every((same) => same === cancelTimeout)).toBe(true)
  },

  'cancelTimeout() returns false for a timer that has fired': async () => {
    const timer = setTimeout(ignore, 0)
    const { id } = timer
    await passed(0)
    expect([cancelTimeout(timer), cancelTimeout(id), cancelTimeout(timer.id)]).toEqual([false, false, false])
  },

  'cancelTimeout() returns false for a value that is no timer': () => {
    const { id } = setTimeout(ignore, 0)
    const garbage = [
      undefined, null, NaN, 0, 1, -1, 5n, true, '', '1', 'timeout-0-0', Symbol('s'), {}, [], [id], Object(id), { id },
      fails, globalThis.setImmediate(ignore), new Map(), Object.create(null)
    ]
    expect(garbage.map(cancelTimeout)).toEqual(garbage.map(() => false))
    expect(cancelTimeout()).toBe(false)
    expect(cancelTimeout(id)).toBe(true)
  },

  'an overdue timer can be cancelled before its callback is called: in the turn that set it': async () => {
    const timer = setTimeout(fails, 1)
    block(20)
    expect(cancelTimeout(timer)).toBe(true)
    await passed(1)
  },

  'an overdue timer can be cancelled before its callback is called: in a later turn': async () => {
    for (const set of [setTimeout, setInterval]) {
      let fired = 0
      const timer = set(() => { fired += 1 }, 50)
      await turn()
      block(60)
      const before = fired
      expect(cancelTimeout(timer)).toBe(set === setInterval || before === 0)
      await passed(50)
      expect(fired).toBe(before)
    }
  },

  'if several timers are due at the same time, the first can cancel the others': async () => {
    const said = []
    let others = []
    setTimeout(() => { said.push(...others.map(cancelTimeout)) }, 5)
    others = [setTimeout(fails, 5), setInterval(fails, 5), setTimeout(fails, 5.001)]
    await turn()
    block(20)
    await passed(5)
    expect(said).toEqual([true, true, true])
  },

  'if many timers are due at the same time, each can cancel the next one': async () => {
    const fired = []
    const all = Array.from({ length: 5000 }, (_, number) => setTimeout(() => {
      fired.push(number)
      if (cancelTimeout(all[number + 1]) !== (number + 1 < all.length)) fired.push(`${number + 1} was not pending`)
    }, 20))
    await turn()
    block(40)
    await passed(20)
    expect(fired).toEqual(Array.from({ length: 2500 }, (_, half) => 2 * half))
  },

  'a timeout is no longer set while its callback runs': async () => {
    expect(await new Promise((resolve) => {
      const timer = setTimeout(() => resolve([cancelTimeout(timer), cancelTimeout(timer.id)]), 0)
    })).toEqual([false, false])
  },

  'an interval is still set while its callback runs, and can be cancelled there': async () => {
    for (const how of [cancelTimeout, ({ id }) => cancelTimeout(id)]) {
      const said = []
      const interval = setInterval(() => said.push(how(interval), how(interval)), 1)
      await passed(1)
      await passed(5)
      expect(said).toEqual([true, false])
    }
  },

  'a new timer is not mistaken for one that was cancelled before': async () => {
    const [expected, fired, mistakes] = [[], [], []]
    for (let round = 0; round < 5000; round += 1) {
      let hasFired = false
      const timer = setTimeout(() => { hasFired = true }, round % 3)
      if (round % 10 === 0) await turn()
      if (cancelTimeout(timer) === hasFired) mistakes.push(round)
      hasFired = false
      setTimeout(() => { if (hasFired) mistakes.push(round) }, 5)
      if (round % 7 > 0) continue
      expected.push(round)
      setTimeout(() => fired.push(round), 3)
    }
    await passed(5)
    expect([mistakes, fired]).toEqual([[], expected])
  }
})
