// Tests setTimeout() and scheduler.wait() of oxpool/timers/promises, which return promises.
'use strict'

const { getEventListeners } = require('node:events')
const { promisify } = require('node:util')
const { setTimeout } = require('../../index.js')
const waits = require('oxpool/timers/promises')
const { failureOf } = require('../helpers/failure.js')
const { passed } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const HOUR = 3600000
/** The two ways to wait, with the same arguments. */
const ways = {
  setTimeout: (ms, options) => waits.setTimeout(ms, undefined, options),
  'scheduler.wait': (ms, options) => waits.scheduler.wait(ms, options)
}

async function forEachWay (check) {
  for (const [name, way] of Object.entries(ways)) await check(way, name)
}

const abortErrors = (causes) => causes.map((cause) => ({ name: 'AbortError', code: 'ABORT_ERR', cause }))
const facts = ({ name, code, cause }) => ({ name, code, cause })

inBothThreads(__filename, {
  'setTimeout() resolves with the same value that it was given': async () => {
    const value = { promise: true }
    expect(await waits.setTimeout(1, value)).toBe(value)
    expect(await waits.setTimeout(1)).toBe(undefined)
    expect(await waits.setTimeout()).toBe(undefined)
    expect(await waits.setTimeout(1, Promise.resolve('awaited'))).toBe('awaited')
  },

  'scheduler.wait() resolves with undefined': async () => {
    expect(await waits.scheduler.wait(1)).toBe(undefined)
    expect(await waits.scheduler.wait()).toBe(undefined)
  },

  'util.promisify(setTimeout) is the setTimeout() of oxpool/timers/promises': async () => {
    expect(promisify(setTimeout)).toBe(waits.setTimeout)
    expect(await promisify(setTimeout)(1, 'value')).toBe('value')
  },

  'promises and callbacks with the same delay come in the order of their calls': async () => {
    const order = []
    const add = (entry) => order.push(entry)
    setTimeout(add, 5, 1)
    const second = waits.setTimeout(5, 2).then(add)
    setTimeout(add, 5, 3)
    const fourth = waits.scheduler.wait(5).then(() => add(4))
    await Promise.all([second, fourth])
    expect(order).toEqual([1, 2, 3, 4])
  },

  'a wait whose signal is already aborted rejects at once': () => forEachWay(async (wait) => {
    for (const reason of ['enough', null, new RangeError('a reason')]) {
      const signal = AbortSignal.abort(reason)
      expect(facts(await failureOf(wait(HOUR, { signal })))).toEqual(...abortErrors([reason]))
      expect(getEventListeners(signal, 'abort')).toEqual([])
    }
  }),

  'an abort ends a wait with an AbortError whose cause is the reason': () => forEachWay(async (wait) => {
    const controllers = [new AbortController(), new AbortController()]
    const failures = [...controllers, ...controllers].map(({ signal }) => failureOf(wait(HOUR, { signal })))
    await passed(1)
    controllers[1].abort('enough')
    controllers[0].abort({ code: 1 })
    const causes = [{ code: 1 }, 'enough', { code: 1 }, 'enough']
    expect((await Promise.all(failures)).map(facts)).toEqual(abortErrors(causes))
    expect(await failureOf(wait(HOUR, { signal: controllers[0].signal }))).toBeInstanceOf(Error)
  }),

  'the cause of an abort without a reason is the signal\'s default reason': () => forEachWay(async (wait) => {
    const controller = new AbortController()
    const failure = failureOf(wait(HOUR, { signal: controller.signal }))
    controller.abort()
    expect((await failure).cause).toBe(controller.signal.reason)
  }),

  'an abort after the wait does nothing, and no listener is left': () => forEachWay(async (wait) => {
    const controller = new AbortController()
    const waiting = [wait(0, { signal: controller.signal }), wait(1, { signal: controller.signal })]
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(2)
    await Promise.all(waiting)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    controller.abort()
    expect(await Promise.all(waiting)).toEqual([undefined, undefined])
  }),

  'wrong delays and options reject the promise': () => forEachWay(async (wait) => {
    const wrong = [
      ['5', undefined, 'TypeError', 'ms'], [null, undefined, 'TypeError', 'ms'], [5n, undefined, 'TypeError', 'ms'],
      [{}, undefined, 'TypeError', 'ms'], [Infinity, undefined, 'RangeError', 'ms'],
      [2 ** 53, undefined, 'RangeError', 'ms'], [1, { ref: 1 }, 'TypeError', 'ref'],
      [1, { ref: null }, 'TypeError', 'ref'], [1, { signal: {} }, 'TypeError', 'signal'],
      [1, { signal: null }, 'TypeError', 'signal'], [1, { signal: new AbortController() }, 'TypeError', 'signal'],
      [1, { refs: true }, 'TypeError', 'refs'],
      [1, null, 'TypeError', 'options'], [1, 'ref', 'TypeError', 'options'], [1, 5, 'TypeError', 'options']
    ]
    for (const [ms, options, name, option] of wrong) {
      const failure = await failureOf(wait(ms, options))
      expect([failure.name, failure.code]).toEqual([name, 'ERR_OXPOOL_OPTION'])
      expect(failure.message).toContain(option)
    }
  }),

  'negative delays and NaN count as 0, and the longest delay does not end at once': () => forEachWay(async (wait) => {
    for (const ms of [-1, NaN, -Infinity, -0]) expect(await wait(ms)).toBe(undefined)
    const controller = new AbortController()
    let isOver = false
    const waiting = wait(Number.MAX_SAFE_INTEGER, { signal: controller.signal, ref: true })
    const failure = failureOf(waiting.finally(() => { isOver = true }))
    await passed(5)
    expect(isOver).toBe(false)
    controller.abort()
    expect((await failure).code).toBe('ABORT_ERR')
  }),

  'a wait without ref resolves while something else keeps the loop alive': () => forEachWay(async (wait) => {
    const waiting = wait(1, { ref: false })
    await passed(5)
    expect(await waiting).toBe(undefined)
  })
})
