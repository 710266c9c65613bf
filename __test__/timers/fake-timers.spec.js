// Tests that Jest's fake timers, which replace Node's timers and the clock, do not affect the package's timers.
'use strict'

const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const waits = require('oxpool/timers/promises')
const { now } = require('../helpers/clock.js')

beforeEach(() => { jest.useFakeTimers({ now: 0 }) })
afterEach(() => { jest.useRealTimers() })

const fired = (ms) => new Promise((resolve) => { setTimeout(resolve, ms) })

test('Jest has replaced Node\'s timers', () => {
  const calls = []
  globalThis.setTimeout(() => calls.push('fake'), 1000)
  jest.advanceTimersByTime(1000)
  expect(calls).toEqual(['fake'])
})

test('a timer fires although the fake clock stands still, and is not early', async () => {
  const start = now()
  await fired(5)
  expect(now() - start).toBeGreaterThanOrEqual(5)
})

test('an advance of the fake clock fires no timer, and moves no deadline', async () => {
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

test('under fake timers an interval ticks, a refreshed timer fires, and promises resolve', async () => {
  let ticks = 0
  await new Promise((resolve) => {
    const interval = setInterval(() => { if (++ticks === 5) resolve(interval.close()) }, 1)
  })
  const timer = setTimeout(() => { ticks += 1 }, 1)
  timer.refresh()
  await fired(1)
  expect([ticks, await waits.setTimeout(1, 'value')]).toEqual([6, 'value'])
})

test('jest.getTimerCount() counts no timer of the package, and jest.clearAllTimers() clears none', async () => {
  const waiting = fired(1)
  expect(jest.getTimerCount()).toBe(0)
  jest.clearAllTimers()
  await waiting
})

test('an instance of the package that is loaded under fake timers has real timers', async () => {
  let again
  jest.isolateModules(() => { again = require('../../index.js') })
  const start = now()
  await new Promise((resolve) => { again.setTimeout(resolve, 5) })
  expect(now() - start).toBeGreaterThanOrEqual(5)
})

test('a timer that was set under fake timers still fires after jest.useRealTimers()', async () => {
  const waiting = fired(5)
  jest.useRealTimers()
  await waiting
})
