// Tests several instances of the package in one thread: each has its own timers, even after a long time without timers.
'use strict'

const { setTimeout, cancelTimeout } = require('../../index.js')
const { now, passed } = require('../helpers/clock.js')

/** After five seconds without timers the native side is closed. These pauses end shortly before, at and after that. */
const PAUSES = Array.from({ length: 40 }, (_, number) => 4980 + number)

function loadAgain () {
  let again
  jest.isolateModules(() => { again = require('../../index.js') })
  return again
}

test('timers of several instances fire, and have different ids', async () => {
  const others = [loadAgain(), loadAgain()]
  const timers = [setTimeout, ...others.map((again) => again.setTimeout)].map((set) => set(() => {}, 0))
  expect(new Set(timers.map(({ id }) => id)).size).toBe(3)
  await Promise.all([passed(1), ...others.map((again) => new Promise((resolve) => again.setTimeout(resolve, 1)))])
})

test('an instance can\'t cancel the timer of another instance', () => {
  const again = loadAgain()
  const timer = again.setTimeout(() => {}, 1000)
  expect([cancelTimeout(timer), cancelTimeout(timer.id), again.cancelTimeout(timer)]).toEqual([false, false, true])
})

test('timers fire after a long pause without timers, and none is early', async () => {
  const early = await Promise.all(PAUSES.map(async (pause) => {
    const again = loadAgain()
    const fired = async (ms) => {
      const start = now()
      await new Promise((resolve) => again.setTimeout(resolve, ms))
      return ms - (now() - start)
    }
    const before = await fired(0.5)
    await new Promise((resolve) => globalThis.setTimeout(resolve, pause))
    return [before, await fired(0), await fired(1.5)].filter((by) => by > 0)
  }))
  expect(early.flat()).toEqual([])
})

test('a timer with a delay of more than five seconds fires, and is not early', async () => {
  const early = await Promise.all([5010, 5500].map(async (ms) => {
    const again = loadAgain()
    await new Promise((resolve) => again.setTimeout(resolve, 0.5))
    const start = now()
    await new Promise((resolve) => again.setTimeout(resolve, ms))
    return ms - (now() - start)
  }))
  expect(early.filter((by) => by > 0)).toEqual([])
})
