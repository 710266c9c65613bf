// Tests setInterval() of oxpool/timers/promises, which returns an iterator of ticks.
'use strict'

const { getEventListeners } = require('node:events')
const { setTimeout } = require('../../index.js')
const waits = require('oxpool/timers/promises')
const { block, now, passed, turn } = require('../helpers/clock.js')
const { failureOf } = require('../helpers/failure.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const HOUR = 3600000

function refusalOf (action) {
  try {
    action()
  } catch ({ name, code }) {
    return [name, code]
  }
  return null
}

inBothThreads(__filename, {
  'each step gives the value, and never before its multiple of the period': async () => {
    for (const period of [2, 0.5]) {
      const [value, early] = [{}, []]
      const start = now()
      let count = 0
      for await (const given of waits.setInterval(period, value)) {
        count += 1
        expect(given).toBe(value)
        if (now() - start < count * period) early.push(count)
        if (count === 30) break
      }
      expect([count, early]).toEqual([30, []])
    }
  },

  'without a value each step gives undefined': async () => {
    const ticks = waits.setInterval(1)
    expect([await ticks.next(), await ticks.next()]).toEqual(Array(2).fill({ done: false, value: undefined }))
    await ticks.return()
  },

  'after break, return() or throw() there are no more ticks': async () => {
    const ticks = waits.setInterval(1, 'tick')
    for await (const value of ticks) if (value) break
    expect(await ticks.next()).toEqual({ done: true, value: undefined })
    const returned = waits.setInterval(1)
    await returned.next()
    expect(await returned.return('end')).toEqual({ done: true, value: 'end' })
    expect(await returned.next()).toEqual({ done: true, value: undefined })
    const thrown = waits.setInterval(1)
    await thrown.next()
    expect(await failureOf(thrown.throw(new RangeError('end')))).toMatchObject({ message: 'end' })
    expect(await thrown.next()).toEqual({ done: true, value: undefined })
  },

  'the interval begins with the first next()': async () => {
    const ticks = waits.setInterval(20)
    await passed(30)
    const start = now()
    await ticks.next()
    expect(now() - start).toBeGreaterThanOrEqual(20)
    await ticks.return()
  },

  'ticks that come while the consumer is busy are kept and given later': async () => {
    const ticks = waits.setInterval(2, 'tick')
    await ticks.next()
    // Each wait is longer than a period, so at least one tick comes in each.
    for (let count = 0; count < 5; count += 1) await passed(5)
    const order = []
    setTimeout(() => order.push('timeout'), 0)
    for (let count = 0; count < 5; count += 1) order.push((await ticks.next()).value)
    await turn()
    await passed(0)
    expect(order).toEqual(['tick', 'tick', 'tick', 'tick', 'tick', 'timeout'])
    await ticks.return()
  },

  'ticks that a blocked event loop has missed are merged into one': async () => {
    const start = now()
    const ticks = waits.setInterval(5)
    const first = ticks.next()
    block(52)
    await first
    for (let next = 11; next < 20; next += 1) {
      await ticks.next()
      expect((now() - start) / 5).toBeGreaterThanOrEqual(next)
    }
    await ticks.return()
  },

  'steps that are requested at the same time come one after the other': async () => {
    const ticks = waits.setInterval(1, 'tick')
    const steps = [ticks.next(), ticks.next(), ticks.next(), ticks.return('end'), ticks.next()]
    const tick = { done: false, value: 'tick' }
    const ends = [{ done: true, value: 'end' }, { done: true, value: undefined }]
    expect(await Promise.all(steps)).toEqual([tick, tick, tick, ...ends])
  },

  'an abort ends the iteration with an AbortError whose cause is the reason': async () => {
    const controller = new AbortController()
    const ticks = waits.setInterval(HOUR, 1, { signal: controller.signal })
    const failure = failureOf(ticks.next())
    await turn()
    controller.abort('enough')
    const { name, code, cause } = await failure
    expect([name, code, cause]).toEqual(['AbortError', 'ABORT_ERR', 'enough'])
    expect(await ticks.next()).toEqual({ done: true, value: undefined })
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  },

  'an abort between two steps, or before the first step, ends the iteration': async () => {
    for (const steps of [0, 1, 3]) {
      const controller = new AbortController()
      const ticks = waits.setInterval(0.5, 1, { signal: controller.signal })
      for (let step = 0; step < steps; step += 1) await ticks.next()
      controller.abort()
      const consume = async () => { for await (const value of ticks) expect(value).toBe(1) }
      expect((await failureOf(consume())).code).toBe('ABORT_ERR')
    }
  },

  'ticks that came before an abort are still given, and then the iteration ends': async () => {
    const controller = new AbortController()
    const ticks = waits.setInterval(2, 'tick', { signal: controller.signal })
    await ticks.next()
    // Each wait is longer than a period, so at least one tick comes in each.
    for (let count = 0; count < 5; count += 1) await passed(5)
    controller.abort()
    let given = 0
    const consume = async () => { for await (const value of ticks) given += value === 'tick' ? 1 : 0 }
    const failure = await failureOf(consume())
    expect(failure.code).toBe('ABORT_ERR')
    expect(given).toBeGreaterThanOrEqual(5)
  },

  'no listener is left on the signal after a break': async () => {
    const { signal } = new AbortController()
    for await (const value of waits.setInterval(1, 'tick', { signal })) if (value) break
    expect(getEventListeners(signal, 'abort')).toEqual([])
  },

  'wrong delays and options are refused at once': () => {
    const wrong = [
      ['5'], [null], [1n], [1, 1, { ref: 1 }], [1, 1, { signal: {} }], [1, 1, { refs: true }], [1, 1, null], [1, 1, 5]
    ]
    for (const args of wrong) {
      expect(refusalOf(() => waits.setInterval(...args))).toEqual(['TypeError', 'ERR_OXPOOL_OPTION'])
    }
    expect(refusalOf(() => waits.setInterval(Infinity))).toEqual(['RangeError', 'ERR_OXPOOL_OPTION'])
  }
})
