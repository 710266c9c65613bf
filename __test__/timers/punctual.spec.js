// Tests that no timer is early, not even by a microsecond, under any load.
'use strict'

const { setTimeout, setInterval } = require('../../index.js')
const waits = require('oxpool/timers/promises')
const { block, now } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const rounds = process.env.OXPOOL_STRESS ? 500 : 5
const delays = [
  ...Array.from({ length: 60 }, (_, number) => number / 7),
  ...[0, -1, NaN, 0.001, 0.0001, 0.0005, 0.999, 0.9999999, 1, 1.0000001, 1.5, 2],
  ...[15.99, 16, 16.01, 63.999, 64, 64.001, 99.5]
]

/** Returns how early a wait was, in milliseconds. A wait that was not early gives 0 or less. */
async function earliness (ms, wait) {
  const start = now()
  const end = await wait(ms)
  return Math.max(0, ms || 0) - (end - start)
}

const byCallback = (ms) => new Promise((resolve) => { setTimeout(() => resolve(now()), ms) })
const byPromise = async (ms) => { await waits.setTimeout(ms); return now() }

async function expectNoneEarly (wait, list = delays) {
  const early = []
  for (let round = 0; round < rounds; round += 1) {
    const all = await Promise.all(list.map((ms) => earliness(ms, wait)))
    early.push(...list.map((ms, place) => ({ ms, by: all[place] })).filter(({ by }) => by > 0))
  }
  expect(early).toEqual([])
}

inBothThreads(__filename, {
  'no timeout is early': () => expectNoneEarly(byCallback),

  'no promise is early': () => expectNoneEarly(byPromise),

  'no timeout is early if it is the only timer': async () => {
    const short = delays.filter((ms) => !(ms > 2))
    for (const ms of short) await expectNoneEarly(byCallback, [ms])
  },

  'no timeout is early if the event loop is blocked now and then': async () => {
    const blocking = globalThis.setInterval(() => block(1.3), 1)
    await expectNoneEarly(byCallback)
    globalThis.clearInterval(blocking)
  },

  'no timeout is early after refresh(), before it is due, after that, or in its own callback': async () => {
    const refreshed = (ms, when) => new Promise((resolve) => {
      let start
      const timer = setTimeout(() => {
        if (start === undefined) again()
        else resolve(ms - (now() - start))
      }, ms)
      const again = () => { start = now(); timer.refresh() }
      when(again)
    })
    const waits = [0.3, 1, 2.7, 4].flatMap((ms) =>
      [(again) => again(), (again) => block(0.2) ?? again(), setImmediate, () => {}].map((when) => refreshed(ms, when)))
    expect((await Promise.all(waits)).filter((early) => early > 0)).toEqual([])
  },

  'no tick of an interval comes before its multiple of the period': async () => {
    const earlyTicks = (period) => new Promise((resolve) => {
      const [start, early] = [now(), []]
      let count = 0
      const interval = setInterval(() => {
        count += 1
        if (now() - start < count * period) early.push({ period, count })
        if (count < 50) return
        interval.close()
        resolve(early)
      }, period)
    })
    expect((await Promise.all([0, 0.1, 0.25, 1, 1.1, 2.75, 4].map(earlyTicks))).flat()).toEqual([])
  }
})
