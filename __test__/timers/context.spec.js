// Tests that a callback runs in the asynchronous context in which its timer was set.
'use strict'

const { AsyncLocalStorage, createHook, executionAsyncId } = require('node:async_hooks')
const { setTimeout, setInterval } = require('../../index.js')
const waits = require('oxpool/timers/promises')
const { block, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const storage = new AsyncLocalStorage()
const inStore = (store, body) => storage.run(store, body)
const numbers = Array.from({ length: 50 }, (_, number) => number)

inBothThreads(__filename, {
  'the callback of a timeout sees the store in which the timeout was set': async () => {
    const seen = await Promise.all(numbers.map((number) => inStore(number, () => new Promise((resolve) => {
      setTimeout(() => resolve(storage.getStore()), number % 4)
    }))))
    expect(seen).toEqual(numbers)
  },

  'the callbacks of timers that are due at the same time each see their own store': async () => {
    const seen = []
    const see = () => seen.push(storage.getStore())
    for (const store of [...numbers, undefined]) inStore(store, () => setTimeout(see, 5))
    await turn()
    block(20)
    await passed(5)
    expect(seen).toEqual([...numbers, undefined])
  },

  'every tick of an interval sees the store in which the interval was set': async () => {
    const ticksIn = (store) => inStore(store, () => new Promise((resolve) => {
      const seen = []
      const interval = setInterval(() => {
        seen.push(storage.getStore())
        if (seen.length === 5) resolve(seen)
        if (seen.length === 5) interval.close()
      }, 0.5)
    }))
    const stores = ['a', 'b', undefined]
    expect(await Promise.all(stores.map(ticksIn))).toEqual(stores.map((store) => Array(5).fill(store)))
  },

  'a timer keeps the store in which it was set, even if it is refreshed in another store': async () => {
    const seen = []
    const timer = inStore('first', () => setTimeout(() => seen.push(storage.getStore()), 0))
    await passed(0)
    inStore('second', () => timer.refresh())
    await passed(0)
    const interval = inStore('third', () => setInterval(() => seen.push(storage.getStore()), 0))
    inStore('fourth', () => interval.refresh())
    await passed(0)
    interval.close()
    expect(seen.slice(0, 3)).toEqual(['first', 'first', 'third'])
  },

  'a timer that a callback sets sees the store of that callback': async () => {
    const seen = await inStore('outer', () => new Promise((resolve) => {
      setTimeout(() => setTimeout(() => inStore('inner', () => setTimeout(() => resolve(storage.getStore()), 0)), 0), 0)
    }))
    expect(seen).toBe('inner')
  },

  'a store that a callback enters is not seen by other callbacks': async () => {
    const seen = []
    const see = () => seen.push(storage.getStore())
    const enter = () => storage.enterWith('entered')
    for (const callback of [enter, see, enter, see]) setTimeout(callback, 1)
    const interval = setInterval(see, 1)
    await turn()
    block(10)
    await passed(1)
    interval.close()
    expect(seen.length).toBeGreaterThan(2)
    expect(seen.filter((store) => store !== undefined)).toEqual([])
  },

  'the store is still there after a wait for a timer': async () => {
    expect(await inStore('kept', async () => {
      await waits.setTimeout(1)
      const after = [storage.getStore()]
      for await (const _ of waits.setInterval(0.5)) {
        after.push(storage.getStore(), _)
        if (after.length > 4) break
      }
      await waits.scheduler.wait(0)
      return [...after, storage.getStore()]
    })).toEqual(['kept', 'kept', undefined, 'kept', undefined, 'kept'])
  },

  'each timer is an asynchronous resource of its own': async () => {
    const outside = executionAsyncId()
    const ids = []
    for (let count = 0; count < 100; count += 1) setTimeout(() => ids.push(executionAsyncId()), 1)
    await passed(1)
    expect(new Set([outside, ...ids]).size).toBe(101)
    expect(ids.every((id) => id > 0)).toBe(true)
  },

  'all ticks of an interval belong to one asynchronous resource': async () => {
    const ids = []
    await new Promise((resolve) => {
      const interval = setInterval(() => {
        ids.push(executionAsyncId())
        if (ids.length === 3) resolve(interval.close())
      }, 0.5)
    })
    expect(new Set(ids).size).toBe(1)
  },

  'async hooks are called when the timer is set, and before and after each call of its callback': async () => {
    const heard = []
    let id
    const hook = createHook({
      init (asyncId, type, trigger) {
        if (type.includes('Timeout') && id === undefined) heard.push(['init', id = asyncId, trigger])
      },
      before (asyncId) { if (asyncId === id) heard.push(['before']) },
      after (asyncId) { if (asyncId === id) heard.push(['after']) }
    }).enable()
    const trigger = executionAsyncId()
    const timer = setTimeout(() => heard.push(['call', executionAsyncId()]), 0)
    await passed(0)
    timer.refresh()
    await passed(0)
    hook.disable()
    const call = [['before'], ['call', id], ['after']]
    expect(heard).toEqual([['init', id, trigger], ...call, ...call])
  }
})
