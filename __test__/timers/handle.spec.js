// What setTimeout and setInterval return: a handle with an id, which can be held, closed and disposed of.
'use strict'

const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const { passed } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const ignore = () => {}
const fails = () => { throw new Error('It was closed') }
// A context of Jest's has no Symbol.dispose of its own on Node 20.
const dispose = Symbol.dispose ?? Symbol.for('nodejs.dispose')

/** Does it with a timeout and an interval that are closed afterwards. */
function forBoth (check) {
  for (const set of [setTimeout, setInterval]) {
    const timer = set(ignore, 1000)
    check(timer)
    timer.close()
  }
}

inBothThreads(__filename, {
  'id is a string, the same each time': () => {
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

  'no two timers have one id, set, fired or cancelled': async () => {
    const timers = Array.from({ length: 30000 }, (_, number) => (number % 3 ? setTimeout : setInterval)(ignore, number % 5))
    const early = timers.filter((_, number) => number % 2).map(({ id }) => id)
    timers.forEach((timer, number) => { if (number % 3 === 0) timer.close() })
    await passed(5)
    const late = timers.filter((_, number) => number % 2 === 0).map(({ id }) => id)
    expect(new Set([...early, ...late]).size).toBe(timers.length)
  },

  'a timer is an object\'s key, and that is its id': () => {
    const byTimer = {}
    const timers = [setTimeout(fails, 1000), setInterval(fails, 1000), setTimeout(fails, 1000)]
    timers.forEach((timer, number) => { byTimer[timer] = number })
    expect(Object.keys(byTimer)).toEqual(timers.map(({ id }) => id))
    expect(timers.map((timer) => byTimer[timer])).toEqual([0, 1, 2])
    expect(`${timers[0]}`).toBe(timers[0].id)
    expect(Object.keys(byTimer).map(cancelTimeout)).toEqual([true, true, true])
  },

  'an id that was read late means the timer all the same': () => {
    const timer = setTimeout(fails, 1000)
    timer.refresh()
    expect(cancelTimeout(timer.id)).toBe(true)
  },

  'the id of a timer that was set again by refresh() means it again': async () => {
    const timer = setTimeout(ignore, 0)
    const { id } = timer
    await passed(0)
    expect(cancelTimeout(id)).toBe(false)
    timer.refresh()
    expect([cancelTimeout(id), cancelTimeout(id)]).toEqual([true, false])
  },

  'hasRef() says what ref() and unref() said last, however often': () => {
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
      // A closed one too.
      expect(['ref', 'unref', 'refresh', 'close'].every((method) => timer[method]() === timer)).toBe(true)
    })
  },

  'close() cancels': async () => {
    for (const set of [setTimeout, setInterval]) {
      const timer = set(fails, 1)
      timer.close()
      expect(cancelTimeout(timer)).toBe(false)
    }
    await passed(5)
  },

  'close() in its own callback ends an interval': async () => {
    let ticks = 0
    setInterval(function () { ticks += 1; this.close() }, 0.5)
    await passed(1)
    await passed(5)
    expect(ticks).toBe(1)
  },

  'Symbol.dispose cancels': async () => {
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
