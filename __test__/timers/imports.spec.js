// Tests that the timers have all their names, by `require` and by `import`.
'use strict'

const oxpool = require('../../index.js')
const { runChild } = require('../helpers/child.js')

test('require gives the timers and their promises', () => {
  const names = ['setTimeout', 'cancelTimeout', 'clearTimeout', 'setInterval', 'cancelInterval', 'clearInterval']
  for (const name of names) expect([name, typeof oxpool[name]]).toEqual([name, 'function'])
  const { setTimeout, setInterval, scheduler } = require('oxpool/timers/promises')
  const kinds = [setTimeout, setInterval, scheduler.wait].map((wait) => typeof wait)
  expect(kinds).toEqual(['function', 'function', 'function'])
})

test('the timer functions work without their object', async () => {
  const { setTimeout, setInterval, cancelTimeout } = oxpool
  const { wait } = require('oxpool/timers/promises').scheduler
  expect(cancelTimeout(setTimeout(() => {}, 1))).toBe(true)
  expect(cancelTimeout(setInterval(() => {}, 1))).toBe(true)
  expect(await wait(0)).toBe(undefined)
})

test('import gives the same functions as require, under the same names', async () => {
  const { code, signal, stdout, stderr } = await runChild('timers-imports.mjs')
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({
    differ: [],
    isOne: true,
    names: ['scheduler', 'setInterval', 'setTimeout'],
    missing: [],
    called: 'called',
    cancelled: true,
    waited: ['waited', null],
    ticks: ['tick', 'tick']
  })
})

test('Node\'s own timers are left alone', () => {
  expect(globalThis.setTimeout).not.toBe(oxpool.setTimeout)
  expect(oxpool.cancelTimeout(globalThis.setTimeout(() => {}, 0))).toBe(false)
})
