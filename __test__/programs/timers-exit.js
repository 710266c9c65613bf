// Ends a process, or a thread of one, in a timer's callback while other timers are pending.
'use strict'

const { isMainThread, Worker, workerData } = require('node:worker_threads')
const { setTimeout, setInterval } = require('../../index.js')
const { block } = require('../helpers/clock.js')
const waits = require('oxpool/timers/promises')

const exit = (code) => process.exit(code)
const fails = () => { throw new Error('It is over') }

const cases = {
  'a timeout': () => { setTimeout(exit, 1, 5) },
  'an interval': () => { setInterval(exit, 1, 5) },
  'the first of many timers that are due': () => {
    setTimeout(exit, 5, 5)
    for (let number = 0; number < 5000; number += 1) setTimeout(fails, 5)
    setImmediate(() => block(20))
  },
  'a timer beside 100 000 pending timers': () => {
    for (let number = 0; number < 100000; number += 1) setTimeout(fails, 3600000 + number)
    setTimeout(exit, 1, 5)
  },
  'a timer that has set others': () => {
    setTimeout(() => {
      for (let number = 0; number < 3000; number += 1) setTimeout(fails, number % 2)
      exit(5)
    }, 1)
  },
  'a timer beside 300 busy intervals': () => {
    for (let number = 0; number < 300; number += 1) setInterval(() => {}, number / 300)
    setTimeout(exit, 20, 5)
  },
  'a promise': async () => {
    waits.setTimeout(3600000).then(fails)
    await waits.setTimeout(1)
    exit(5)
  },
  'a microtask of a callback': () => { setTimeout(async () => { await null; exit(5) }, 1) },
  'a timer, though an exit listener sets more': () => {
    process.on('exit', () => { setTimeout(fails, 0).refresh().close(); setInterval(fails, 0) })
    setTimeout(exit, 1, 5)
  }
}

if (module !== require.main && isMainThread) {
  module.exports = { cases: Object.keys(cases) }
} else if (!isMainThread) {
  cases[workerData]()
} else if (process.argv[2] === 'thread') {
  const worker = new Worker(__filename, { workerData: process.argv[3] })
  worker.on('exit', (code) => { process.exitCode = code })
} else {
  cases[process.argv[3]]()
}
