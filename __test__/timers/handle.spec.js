// Tests the Timeout that setTimeout() and setInterval() return: its id, ref() and unref(), close() and disposal.
'use strict'

const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const { passed } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const ignore = () => {}
const fails = () => { throw new Error('It was closed') }
// On Node 20 a context that Jest makes has no Symbol.dispose of its own.
const dispose = Symbol.dispose ?? Symbol.for('nodejs.dispose')

/** Calls `check` with a timeout and with an interval, and closes each afterwards. */
function forBoth (check) {
  for (const set of [setTimeout, setInterval]) {
    const timer = set(ignore, 1000)
    check(timer)
    timer.close()
  }
}

inBothThreads(__filename, {
  'id is a string, and always the same for one timer': () => {
    forBoth((timer) => {
      expect(typeof timer.id).toBe('string')
      expect(timer.id).toBe(timer.id)
      const { id } = timer
      timer.refresh()
      expect(timer.id).toBe(id)
      timer.close()
      expect(timer.id).toBe(id)
    })
  },

  'no two timers have the same id, whether they are set, have fired or were cancelled': async () => {
    const timers = Array.from({ length: 30000 }, (_, number) =>
      (number % 3 ? setTimeout : setInterval)(ignore, number % 5))
    const early = timers.filter((_, number) => number % 2).map(({ id }) => id)
    timers.forEach((timer, number) => { if (number % 3 === 0) timer.close() })
    await passed(5)
    const late = timers.filter((_, number) => number % 2 === 0).map(({ id }) => id)
    expect(new Set([...early, ...late]).size).toBe(timers.length)
  },

  'a timer that is used as an object\'s key becomes its id': () => {
    const byTimer = {}
    const timers = [setTimeout(fails, 1000), setInterval(fails, 1000), setTimeout(fails, 1000)]
    timers.forEach((timer, number) => { byTimer[timer] = number })
    expect(Object.keys(byTimer)).toEqual(timers.map(({ id }) => id))
    expect(timers.map((timer) => byTimer[timer])).toEqual([0, 1, 2])
    expect(`${timers[0]}`).toBe(timers[0].id)
    expect(Object.keys(byTimer).map(cancelTimeout)).toEqual([true, true, true])
  },

  'an id that is first read after a refresh() identifies the timer': () => {
    const timer = setTimeout(fails, 1000)
    timer.refresh()
    expect(cancelTimeout(timer.id)).toBe(true)
  },

  'the id of a timer that has fired identifies it again after refresh()': async () => {
    const timer = setTimeout(ignore, 0)
    const { id } = timer
    await passed(0)
    expect(cancelTimeout(id)).toBe(false)
    timer.refresh()
    expect([cancelTimeout(id), cancelTimeout(id)]).toEqual([true, false])
  },

  'hasRef() tells which of ref() and unref() was called last, however often they were called': () => {
    forBoth((timer) => {
      const said = [timer.hasRef()]
      for (const method of ['unref', 'unref', 'ref', 'ref', 'unref', 'ref']) {
        timer[method]()
        said.push(timer.hasRef())
      }
      expect(said).toEqual([true, false, false, true, true, false, true])
    })
  },

  'ref(), unref(), refresh() and close() return the timer': () => {
    forBoth((timer) => {
      expect(['ref', 'unref', 'refresh', 'close'].every((method) => timer[method]() === timer)).toBe(true)
      // The timer is closed now, and the methods still return it.
      expect(['ref', 'unref', 'refresh', 'close'].every((method) => timer[method]() === timer)).toBe(true)
    })
  },

  'close() cancels a timer': async () => {
    for (const set of [setTimeout, setInterval]) {
      const timer = set(fails, 1)
      timer.close()
      expect(cancelTimeout(timer)).toBe(false)
    }
    await passed(5)
  },

  'close() in an interval\'s own callback ends the interval': async () => {
    let ticks = 0
    setInterval(function () { ticks += 1; this.close() }, 0.5)
    await passed(1)
    await passed(5)
    expect(ticks).toBe(1)
  },

  'Symbol.dispose cancels a timer': async () => {
    for (const set of [setTimeout, setInterval]) {
      const timer = set(fails, 1)
      expect(timer[dispose]()).toBe(undefined)
      expect(cancelTimeout(timer)).toBe(false)
    }
    await passed(5)
  },

  'an unref\'d timer fires while something else keeps the loop alive': async () => {
    const fired = []
    setTimeout(() => fired.push('timeout'), 1).unref()
    const interval = setInterval(() => { fired.push('tick'); interval.close() }, 2).unref()
    await passed(5)
    expect(fired.toSorted()).toEqual(['tick', 'timeout'])
  }
})
