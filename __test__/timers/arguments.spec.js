// Tests which arguments setTimeout() and setInterval() accept, and which they refuse.
'use strict'

const timers = require('../../index.js')
const { passed } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

const { setTimeout, cancelTimeout } = timers
const names = ['setTimeout', 'setInterval']
const ignore = () => {}

/** Sets a timer by the function of that name. Returns the timer, and the `this` and arguments of its first callback. */
const callOf = (name, ms, ...args) => new Promise((resolve) => {
  const timer = timers[name](function (...received) {
    timer.close()
    resolve({ timer, self: this, received })
  }, ms, ...args)
})

function refusalOf (action) {
  try {
    action()
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message }
  }
  return null
}

const refusal = (Class, option, received) => ({
  name: Class.name,
  code: 'ERR_OXPOOL_OPTION',
  message: expect.stringMatching(new RegExp(`^\`${option}\` must be .*but it is ${received}`))
})

inBothThreads(__filename, {
  'the callback gets all arguments, however many there are': async () => {
    const object = {}
    const many = Array.from({ length: 300 }, (_, number) => number)
    for (const name of names) {
      for (const args of [[], [1], [undefined], [null, 'two', object], many]) {
        const { received } = await callOf(name, 0, ...args)
        expect(received).toEqual(args)
        if (args.length === 3) expect(received[2]).toBe(object)
      }
    }
  },

  '`this` of the callback is the timer': async () => {
    for (const name of names) {
      const { timer, self } = await callOf(name, 0, 1)
      expect(self).toBe(timer)
      expect((await callOf(name, 0)).self).not.toBe(timer)
    }
  },

  'the callback\'s return value is ignored': async () => {
    for (const value of [1, true, false, null, ignore, { then: ignore }]) setTimeout(() => value, 0)
    await passed(0)
  },

  'the callback may be an async function': async () => {
    expect(await new Promise((resolve) => setTimeout(async (value) => resolve(value), 0, 'value'))).toBe('value')
  },

  'timers with delays beyond 2^31 ms don\'t fire at once, and stay set': async () => {
    const fired = []
    const long = [
      2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32, 2 ** 32 + 1, 2 ** 33 + 0.5, 2 ** 44, 2 ** 52, Number.MAX_SAFE_INTEGER
    ]
    const pending = names.flatMap((name) => long.map((ms) => timers[name](() => fired.push(ms), ms)))
    await passed(5)
    expect(fired).toEqual([])
    expect(pending.map(cancelTimeout)).toEqual(pending.map(() => true))
  },

  'a delay beyond 2^53 - 1 ms is refused': () => {
    for (const ms of [2 ** 53, 2 ** 64, 1e308, Infinity]) {
      for (const name of names) {
        const received = String(ms).replace('+', '\\+')
        expect(refusalOf(() => timers[name](ignore, ms))).toEqual(refusal(RangeError, 'ms', received))
      }
    }
  },

  'a delay that is no number is refused': () => {
    const wrong = [
      ['5', '\'5\' \\(string\\)'], [null, 'null'], [5n, '5n'], [true, 'true'], [{}, '\\{\\}'], [[5], '.*\\(object\\)'],
      [new Date(), '.*\\(object\\)'], [Object(5), '\\[Number: 5\\]'], [ignore, '\\[Function: ignore\\]'],
      [Symbol('s'), 'Symbol\\(s\\)']
    ]
    for (const [ms, received] of wrong) {
      for (const name of names) {
        expect(refusalOf(() => timers[name](ignore, ms))).toEqual(refusal(TypeError, 'ms', received))
      }
    }
  },

  'a callback that is no function is refused': () => {
    const wrong = [
      [undefined, 'undefined'], [null, 'null'], ['ignore()', '\'ignore\\(\\)\' \\(string\\)'], [5, '5 \\(number\\)'],
      [{ handleEvent: ignore }, '\\{ handleEvent: .*\\}'], [Promise.resolve(), 'Promise']
    ]
    for (const [callback, received] of wrong) {
      for (const name of names) {
        expect(refusalOf(() => timers[name](callback, 5))).toEqual(refusal(TypeError, 'callback', received))
      }
    }
  },

  'a refused call sets no timer': async () => {
    const calls = []
    refusalOf(() => setTimeout(() => calls.push('refused'), '0'))
    refusalOf(() => setTimeout(() => calls.push('refused'), Infinity))
    setTimeout(() => calls.push('taken'), 0)
    await passed(0)
    expect(calls).toEqual(['taken'])
  }
})
