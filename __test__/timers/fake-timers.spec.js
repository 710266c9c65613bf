// Jest's fake timers fake Node's, and the clock, but not these.
'use strict'

const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const waits = require('oxpool/timers/promises')
const { now } = require('../helpers/clock.js')

beforeEach(() => { jest.useFakeTimers({ now: 0 }) })
afterEach(() => { jest.useRealTimers() })

const fired = (ms) => new Promise((resolve) => { setTimeout(resolve, ms) })

test('Jest has faked Node\'s timers', () => {
  const calls = []
  globalThis.setTimeout(() => calls.push('fake'), 1000)
  jest.advanceTimersByTime(1000)
  expect(calls).toEqual(['fake'])
})

test('a timer fires though nobody advances the fake clock, and not early', async () => {
  const start = now()
  await fired(5)
  expect(now() - start).toBeGreaterThanOrEqual(5)
})

test('advancing the fake clock fires none, and moves none', async () => {
  const calls = []
  const timer = setTimeout(() => calls.push('far'), 3600000)
  jest.advanceTimersByTime(2 * 3600000)
  const start = now()
  const waiting = fired(20)
  jest.advanceTimersByTime(3600000)
  jest.runAllTimers()
  await waiting
  expect(now() - start).toBeGreaterThanOrEqual(20)
  expect([calls, cancelTimeout(timer)]).toEqual([[], true])
})

test('an interval ticks, a refreshed timer fires, promises resolve', async () => {
  let ticks = 0
  await new Promise((resolve) => {
    const interval = setInterval(() => { if (++ticks === 5) resolve(interval.close()) }, 1)
  })
  const timer = setTimeout(() => { ticks += 1 }, 1)
  timer.refresh()
  await fired(1)
  expect([ticks, await waits.setTimeout(1, 'value')]).toEqual([6, 'value'])
})

test('jest.clearAllTimers() clears none, and counts none', async () => {
  const waiting = fired(1)
  expect(jest.getTimerCount()).toBe(0)
  jest.clearAllTimers()
  await waiting
})

test('an instance that is loaded while timers are fake has real ones', async () => {
  let again
  jest.isolateModules(() => { again = require('../../index.js') })
  const start = now()
  await new Promise((resolve) => { again.setTimeout(resolve, 5) })
  expect(now() - start).toBeGreaterThanOrEqual(5)
})

test('a timer set while timers were fake fires when they are real again', async () => {
  const waiting = fired(5)
  jest.useRealTimers()
  await waiting
})
