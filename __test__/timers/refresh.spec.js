// Tests refresh(), which starts a timer's time again from now.
'use strict'

const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const { block, now, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

inBothThreads(__filename, {
  'a refreshed timer fires once, after the timers that are due before its new deadline': async () => {
    const order = []
    const timer = setTimeout(() => order.push('refreshed'), 20)
    setTimeout(() => order.push('other'), 30)
    block(15)
    timer.refresh()
    await passed(20)
    expect(order).toEqual(['other', 'refreshed'])
  },

  'a timer that is refreshed in later turns fires once, and not before its delay after the last refresh': async () => {
    let refreshedAt
    const early = []
    const timer = setTimeout(() => early.push(20 - (now() - refreshedAt)), 20)
    for (let times = 0; times < 5; times += 1) {
      await turn()
      block(3)
      refreshedAt = now()
      timer.refresh()
    }
    const before = early.length
    await passed(20)
    expect(early.slice(before).filter((by) => by <= 0)).toHaveLength(1)
  },

  'an overdue timer can be refreshed before its callback is called': async () => {
    const order = []
    const timer = setTimeout(() => order.push('refreshed'), 50)
    await turn()
    setTimeout(() => order.push('other'), 60)
    block(100)
    timer.refresh()
    await passed(50)
    // The refreshed timer has fired before this as well if the turn took more than 50 ms.
    expect(order.slice(-2)).toEqual(['other', 'refreshed'])
  },

  'a refreshed timer fires after other timers with the same delay': async () => {
    const order = []
    const timers = [0, 1, 2, 3].map((number) => setTimeout(() => order.push(number), 5))
    timers[1].refresh()
    timers[0].refresh()
    await passed(5)
    expect(order).toEqual([2, 3, 1, 0])
  },

  'a timer that has fired is set again by refresh(), with its arguments': async () => {
    const calls = []
    const timer = setTimeout((...args) => calls.push(args), 1, 'a', 2)
    await passed(1)
    for (let times = 2; times < 6; times += 1) {
      timer.refresh()
      await passed(1)
      expect(calls).toEqual(Array.from({ length: times }, () => ['a', 2]))
    }
    timer.refresh()
    expect([cancelTimeout(timer), cancelTimeout(timer)]).toEqual([true, false])
  },

  'a timer can refresh itself in its callback': async () => {
    let count = 0
    await new Promise((resolve) => setTimeout(function () {
      count += 1
      if (count < 100) this.refresh()
      else resolve()
    }, 0.1))
    await passed(1)
    expect(count).toBe(100)
  },

  'a timer that is refreshed many times in one turn fires once': async () => {
    let count = 0
    const timer = setTimeout(() => { count += 1 }, 1)
    for (let times = 0; times < 5000; times += 1) timer.refresh()
    await passed(1)
    await passed(1)
    expect(count).toBe(1)
  },

  'a cancelled timer stays cancelled after refresh()': async () => {
    const fired = []
    for (const set of [setTimeout, setInterval]) {
      const timers = [0, 0, 0].map(() => set(() => fired.push(set.name), 1))
      cancelTimeout(timers[0])
      cancelTimeout(timers[1].id)
      timers[2].close()
      for (const timer of timers) expect([timer.refresh(), cancelTimeout(timer)]).toEqual([timer, false])
    }
    await passed(5)
    expect(fired).toEqual([])
  },

  'an interval that cancels itself in its callback stays cancelled after refresh()': async () => {
    let ticks = 0
    setInterval(function () { ticks += 1; this.close(); this.refresh() }, 1)
    await passed(1)
    await passed(5)
    expect(ticks).toBe(1)
  },

  'refresh() starts the phase of an interval again, and no tick is early': async () => {
    for (const place of ['outside', 'inside']) {
      const early = []
      let [start, count] = [now(), 0]
      await new Promise((resolve) => {
        const again = () => { start = now(); count = 0; interval.refresh() }
        let total = 0
        const interval = setInterval(() => {
          count += 1
          total += 1
          if (now() - start < count * 7) early.push(total)
          if (total === 3) place === 'inside' ? block(5) ?? again() : setImmediate(again)
          if (total === 6) resolve(interval.close())
        }, 7)
      })
      expect(early).toEqual([])
    }
  },

  'an interval that its callback refreshes ticks one period after the refresh': async () => {
    const order = []
    await new Promise((resolve) => {
      const interval = setInterval(() => {
        order.push('tick')
        if (order.length > 1) return resolve(interval.close())
        block(5)
        interval.refresh()
        setTimeout(() => order.push('one and a half periods'), 30)
      }, 20)
    })
    await passed(30)
    expect(order).toEqual(['tick', 'tick', 'one and a half periods'])
  }
})
