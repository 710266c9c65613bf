// Sets timers whose callbacks throw, as its arguments say, in the process or in a thread of it, and prints what else
// happens.
'use strict'

const fs = require('node:fs')
const { isMainThread, Worker, workerData } = require('node:worker_threads')
const { setTimeout, setInterval } = require('../../index.js')
const { block } = require('../helpers/clock.js')

// Prints synchronously, also from a thread that is about to end.
const print = (...texts) => fs.writeSync(1, `${texts.join(' ')}\n`)
const handle = () => process.on('uncaughtException', (error, origin) =>
  print('handled', error?.message ?? String(error), origin))
const throws = (what) => { throw what }
const onPurpose = (text) => throws(new RangeError(text))

/** Sets a timer for each callback, such that all timers are due when the first callback is called. */
function setDue (...callbacks) {
  for (const callback of callbacks) setTimeout(callback, 5)
  setImmediate(() => block(20))
}

const cases = {
  unhandled: () => setDue(() => print('before'), () => onPurpose('on purpose'), () => print('after')),
  'unhandled in an interval': () => { setInterval(() => onPurpose('on purpose'), 1) },
  'unhandled null': () => setDue(() => throws(null), () => print('after')),
  'unhandled rejection': () => setDue(async () => onPurpose('on purpose'), () => print('after')),
  handled: () => {
    handle()
    setDue(
      () => print('before'), () => onPurpose('one'), () => print('between'), () => onPurpose('two'),
      () => print('after')
    )
  },
  'handled, whatever it is': () => {
    handle()
    const things = [null, undefined, 0, 'text', { message: 'object' }]
    setDue(...things.map((what) => () => throws(what)), () => print('after'))
  },
  'handled in an interval': () => {
    handle()
    let ticks = 0
    const interval = setInterval(() => {
      ticks += 1
      if (ticks === 4) interval.close()
      onPurpose(ticks)
    }, 1)
  },
  'handled by many': () => {
    let count = 0
    process.on('uncaughtException', () => { count += 1 })
    process.on('exit', () => print(count))
    setDue(...Array(5000).fill(() => onPurpose('many')))
  },
  'handled, and set again by the handler': () => {
    process.on('uncaughtException', ({ message }) => {
      print('handled', message)
      if (message === 'one') timer.refresh()
    })
    const messages = ['one', 'two']
    const timer = setTimeout(() => onPurpose(messages.shift()), 1)
  },
  'handled, and its microtasks run before the next': () => {
    handle()
    setDue(() => {
      queueMicrotask(() => print('microtask'))
      process.nextTick(print, 'tick')
      onPurpose('one')
    }, () => print('after'))
  },
  captured: () => {
    process.setUncaughtExceptionCaptureCallback(({ message }) => print('captured', message))
    setDue(() => onPurpose('one'), () => print('after'))
  },
  'a handler that throws': () => {
    process.on('uncaughtException', ({ message }) => onPurpose(`again, after ${message}`))
    setDue(() => onPurpose('one'), () => print('after'))
  }
}

if (isMainThread && process.argv[2] === 'thread') {
  const worker = new Worker(__filename, { workerData: process.argv[3] })
  worker.on('error', (error) => print('error', String(error)))
  worker.on('exit', (code) => print('exit', code))
} else {
  cases[isMainThread ? process.argv[3] : workerData]()
}
