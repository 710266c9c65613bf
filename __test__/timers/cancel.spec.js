// A cancelled timer never fires, and cancelTimeout() says whether it would have.
'use strict'

const timers = require('../../index.js')
const { block, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const { setTimeout, setInterval, cancelTimeout, cancelInterval, clearTimeout, clearInterval } = timers
const ignore = () => {}
const fails = () => { throw new Error('It was cancelled') }

inBothThreads(__filename, {
  'cancelTimeout(timeout) is true once, then false': async () => {
    for (const set of [setTimeout, setInterval]) {
      const timer = set(fails, 1)
      expect([cancelTimeout(timer), cancelTimeout(timer), cancelTimeout(timer.id)]).toEqual([true, false, false])
    }
    await passed(1)
  },

  'cancelTimeout(id) is true once, then false': async () => {
    for (const set of [setTimeout, setInterval]) {
      const timer = set(fails, 1)
      expect([cancelTimeout(timer.id), cancelTimeout(timer.id), cancelTimeout(timer)]).toEqual([true, false, false])
    }
    await passed(1)
  },

  'cancelInterval, clearTimeout and clearInterval are cancelTimeout': () => {
    expect([cancelInterval, clearTimeout, clearInterval].every((same) => same === cancelTimeout)).toBe(true)
  },

  'cancelling a timer that has fired is false': async () => {
    const timer = setTimeout(ignore, 0)
    const { id } = timer
    await passed(0)
    expect([cancelTimeout(timer), cancelTimeout(id), cancelTimeout(timer.id)]).toEqual([false, false, false])
  },

  'cancelling what is no timer is false': () => {
    const { id } = setTimeout(ignore, 0)
    const garbage = [undefined, null, NaN, 0, 1, -1, 5n, true, '', '1', 'timeout-0-0', Symbol('s'), {}, [], [id], Object(id), { id }, fails,
      globalThis.setImmediate(ignore), new Map(), Object.create(null)]
    expect(garbage.map(cancelTimeout)).toEqual(garbage.map(() => false))
    expect(cancelTimeout()).toBe(false)
    expect(cancelTimeout(id)).toBe(true)
  },

  'a timer that is overdue but was not called can be cancelled: in the turn that set it': async () => {
    const timer = setTimeout(fails, 1)
    block(20)
    expect(cancelTimeout(timer)).toBe(true)
    await passed(1)
  },

  'a timer that is overdue but was not called can be cancelled: turns later': async () => {
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

  'of timers that are due at once the first can cancel the others': async () => {
    const said = []
    let others = []
    setTimeout(() => { said.push(...others.map(cancelTimeout)) }, 5)
    others = [setTimeout(fails, 5), setInterval(fails, 5), setTimeout(fails, 5.001)]
    await turn()
    block(20)
    await passed(5)
    expect(said).toEqual([true, true, true])
  },

  'of many timers that are due at once every second can cancel the next': async () => {
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

  'a timeout is not pending any more while its callback runs': async () => {
    expect(await new Promise((resolve) => {
      const timer = setTimeout(() => resolve([cancelTimeout(timer), cancelTimeout(timer.id)]), 0)
    })).toEqual([false, false])
  },

  'an interval is pending while its callback runs, and can be cancelled there': async () => {
    for (const how of [cancelTimeout, ({ id }) => cancelTimeout(id)]) {
      const said = []
      const interval = setInterval(() => said.push(how(interval), how(interval)), 1)
      await passed(1)
      await passed(5)
      expect(said).toEqual([true, false])
    }
  },

  'a timer is not taken for one that was cancelled before it': async () => {
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
