// A callback runs in the asynchronous context in which its timer was set.
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
  'a timeout\'s callback sees the store it was set with': async () => {
    const seen = await Promise.all(numbers.map((number) => inStore(number, () => new Promise((resolve) => {
      setTimeout(() => resolve(storage.getStore()), number % 4)
    }))))
    expect(seen).toEqual(numbers)
  },

  'timers that are due at once each see their own store': async () => {
    const seen = []
    for (const store of [...numbers, undefined]) inStore(store, () => setTimeout(() => seen.push(storage.getStore()), 5))
    await turn()
    block(20)
    await passed(5)
    expect(seen).toEqual([...numbers, undefined])
  },

  'every tick of an interval sees the store it was set with': async () => {
    const ticksIn = (store) => inStore(store, () => new Promise((resolve) => {
      const seen = []
      const interval = setInterval(() => {
        seen.push(storage.getStore())
        if (seen.length === 5) resolve(seen)
        if (seen.length === 5) interval.close()
      }, 0.5)
    }))
    expect(await Promise.all(['a', 'b', undefined].map(ticksIn))).toEqual(['a', 'b', undefined].map((store) => Array(5).fill(store)))
  },

  'a refreshed timer keeps the store it was set with, wherever it is refreshed': async () => {
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

  'a timer set from a callback sees the callback\'s store': async () => {
    const seen = await inStore('outer', () => new Promise((resolve) => {
      setTimeout(() => setTimeout(() => inStore('inner', () => setTimeout(() => resolve(storage.getStore()), 0)), 0), 0)
    }))
    expect(seen).toBe('inner')
  },

  'what a callback enters is not seen by others': async () => {
    const seen = []
    const see = () => seen.push(storage.getStore())
    for (const callback of [() => storage.enterWith('entered'), see, () => storage.enterWith('entered'), see]) setTimeout(callback, 1)
    const interval = setInterval(see, 1)
    await turn()
    block(10)
    await passed(1)
    interval.close()
    expect(seen.length).toBeGreaterThan(2)
    expect(seen.filter((store) => store !== undefined)).toEqual([])
  },

  'the store is there after awaiting a timer': async () => {
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

  'a timer\'s callbacks are all of one asynchronous resource': async () => {
    const ids = []
    await new Promise((resolve) => {
      const interval = setInterval(() => {
        ids.push(executionAsyncId())
        if (ids.length === 3) resolve(interval.close())
      }, 0.5)
    })
    expect(new Set(ids).size).toBe(1)
  },

  'async hooks hear of the timer, and before and after each call': async () => {
    const heard = []
    let id
    const hook = createHook({
      init (asyncId, type, trigger) { if (type.includes('Timeout') && id === undefined) heard.push(['init', id = asyncId, trigger]) },
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
