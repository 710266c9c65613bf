// Sets timers as its arguments say and prints what fires. It must end by itself, as a process or as a thread of one.
'use strict'

const fs = require('node:fs')
const { isMainThread, Worker, workerData } = require('node:worker_threads')
const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const waits = require('oxpool/timers/promises')

const HOUR = 3600000
// Prints synchronously, also from a thread that is about to end.
const print = (text) => fs.writeSync(1, `${text}\n`)
const fails = () => { throw new Error('It must not fire') }
const dispose = Symbol.dispose ?? Symbol.for('nodejs.dispose')
const { setTimeout: wait, setInterval: ticksOf, scheduler } = waits

/** What each case sets, and what it prints. */
const cases = {
  'no timer': [() => {}, ''],
  'a timeout': [() => { setTimeout(print, 20, 'fired') }, 'fired'],
  'an unref\'d timeout': [() => { setTimeout(fails, HOUR).unref() }, ''],
  'an unref\'d interval': [() => { setInterval(fails, HOUR).unref() }, ''],
  'a timeout that is unref\'d in a later turn': [() => {
    const timer = setTimeout(fails, HOUR)
    setImmediate(() => timer.unref())
  }, ''],
  'ref() after unref()': [() => { setTimeout(print, 20, 'fired').unref().ref() }, 'fired'],
  'ref() in a later turn than unref()': [() => {
    const timer = setTimeout(print, 20, 'fired').unref()
    setImmediate(() => timer.ref())
  }, 'fired'],
  'unref() after two calls of ref()': [() => { setTimeout(fails, HOUR).ref().ref().unref() }, ''],
  'ref() after two calls of unref()': [() => { setTimeout(print, 20, 'fired').unref().unref().ref() }, 'fired'],
  'an unref\'d timer that is due before a ref\'d timer': [() => {
    setTimeout(print, 5, 'unref').unref()
    setTimeout(print, 20, 'ref')
    setTimeout(fails, HOUR).unref()
  }, 'unref,ref'],
  'an interval that closes itself': [() => {
    let ticks = 0
    const interval = setInterval(() => { if (++ticks === 5) print(interval.close().hasRef()) }, 1)
  }, 'true'],
  'an interval that its callback unref\'s': [() => {
    setInterval(function () { print('tick'); this.unref() }, 50)
  }, 'tick'],
  'cancelled timers': [() => {
    const ways = [cancelTimeout, ({ id }) => cancelTimeout(id), (timer) => timer.close(), (timer) => timer[dispose]()]
    for (const cancel of ways) {
      cancel(setTimeout(fails, HOUR))
      cancel(setInterval(fails, HOUR).unref().ref())
      const later = setTimeout(fails, HOUR)
      setImmediate(() => cancel(later))
    }
  }, ''],
  'a timer that another timer cancels': [() => {
    const timer = setTimeout(fails, HOUR)
    setTimeout(() => timer.close(), 5)
  }, ''],
  'ref() on a cancelled timer': [() => { setTimeout(fails, HOUR).close().ref() }, ''],
  'ref() on a cancelled unref\'d timer': [() => { setTimeout(fails, HOUR).unref().close().ref() }, ''],
  'ref() on a timer that has fired': [() => {
    const timer = setTimeout(() => setTimeout(() => print(timer.ref().hasRef()), 1), 1).unref()
    setTimeout(() => {}, 20)
  }, 'true'],
  'refresh() on an unref\'d timer': [() => { setTimeout(fails, HOUR).unref().refresh() }, ''],
  'refresh() on a timer that has fired': [() => {
    let count = 0
    const timer = setTimeout(() => { if (++count < 3) timer.refresh(); else print(count) }, 5)
  }, '3'],
  'refresh() on an unref\'d timer that has fired': [() => {
    const timer = setTimeout(print, 1, 'fired').unref()
    setTimeout(() => process.once('beforeExit', () => timer.refresh()), 5)
  }, 'fired'],
  'a timer that is set in beforeExit': [() => {
    process.once('beforeExit', () => setTimeout(print, 5, 'fired'))
  }, 'fired'],
  'timers that are set in exit': [() => {
    process.once('exit', () => { setTimeout(fails, 0); setInterval(fails, 0) })
  }, ''],
  'a promise': [() => { wait(20, 'resolved').then(print) }, 'resolved'],
  'a promise without ref': [() => { wait(HOUR, 'resolved', { ref: false }).then(fails) }, ''],
  'an aborted promise': [() => {
    const controller = new AbortController()
    wait(HOUR, 1, { signal: controller.signal }).catch(({ code }) => print(code))
    scheduler.wait(HOUR, { signal: controller.signal }).catch(({ code }) => print(code))
    setImmediate(() => controller.abort())
  }, 'ABORT_ERR,ABORT_ERR'],
  'an iterator that its consumer left by break': [async () => {
    let ticks = 0
    for await (const value of ticksOf(1, 'tick')) {
      print(value)
      if (++ticks === 2) break
    }
  }, 'tick,tick'],
  'an iterator whose consumer threw': [async () => {
    try {
      for await (const value of ticksOf(1, 'tick')) if (value) throw value
    } catch (value) {
      print(value)
    }
  }, 'tick'],
  'an iterator without ref': [async () => { for await (const _ of ticksOf(HOUR, 1, { ref: false })) fails(_) }, ''],
  'an iterator that nobody reads': [() => { ticksOf(HOUR) }, ''],
  'an aborted iterator': [async () => {
    const controller = new AbortController()
    setImmediate(() => controller.abort())
    try {
      for await (const _ of ticksOf(HOUR, 1, { signal: controller.signal })) fails(_)
    } catch ({ code }) {
      print(code)
    }
  }, 'ABORT_ERR']
}

function inThread (name) {
  const worker = new Worker(__filename, { workerData: name })
  worker.on('exit', (code) => { process.exitCode = code })
}

if (module !== require.main && isMainThread) {
  module.exports = { cases: Object.entries(cases).map(([name, [, prints]]) => [name, prints]) }
} else if (!isMainThread) {
  cases[workerData][0]()
} else {
  const [place, name] = process.argv.slice(2)
  if (place === 'thread') inThread(name)
  else cases[name][0]()
}
