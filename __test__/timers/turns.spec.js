// Tests that callbacks take turns with the rest of the program: each has a turn of its own, and no other event starves.
'use strict'

const fs = require('node:fs')
const { MessageChannel } = require('node:worker_threads')
const { setTimeout, setInterval } = require('../../index.js')
const { block, passed, turn } = require('../helpers/clock.js')
const { inBothThreads } = require('../helpers/in-both-threads.js')

/** Other events of the event loop, each of which calls back once. */
const others = {
  setImmediate: (done) => setImmediate(done),
  'two turns': (done) => setImmediate(() => setImmediate(done)),
  'a timer of Node\'s': (done) => globalThis.setTimeout(done, 1),
  'a file': (done) => fs.stat(__filename, done),
  'a message': (done) => {
    const { port1, port2 } = new MessageChannel()
    port1.once('message', () => { port1.close(); done() })
    port2.postMessage(1)
  }
}

/** For each other event: starts timers that never stop, and waits until the event has called back. */
async function expectRoom (start) {
  for (const [name, begin] of Object.entries(others)) {
    const stop = start()
    await new Promise((resolve) => begin(resolve))
    expect([name, stop()]).toEqual([name, true])
  }
}

inBothThreads(__filename, {
  'ticks and microtasks that a callback queues run before the next callback': async () => {
    const order = []
    const add = (entry) => () => order.push(entry)
    for (const name of ['a', 'b', 'c']) {
      setTimeout(async () => {
        order.push(name)
        queueMicrotask(() => {
          order.push(`${name} microtask`)
          queueMicrotask(add(`${name} microtask of a microtask`))
        })
        process.nextTick(() => {
          order.push(`${name} tick`)
          process.nextTick(add(`${name} tick of a tick`))
        })
        await null
        order.push(`${name} after await`)
      }, 10)
    }
    await turn()
    block(30)
    await passed(10)
    const kinds = ['', ' tick', ' tick of a tick', ' microtask', ' after await', ' microtask of a microtask']
    expect(order).toEqual(['a', 'b', 'c'].flatMap((name) => kinds.map((kind) => name + kind)))
  },

  'a callback is called in a turn of its own, and never by setTimeout() itself': async () => {
    const order = []
    setTimeout(() => order.push('0 ms'), 0)
    setTimeout(() => order.push('-1 ms'), -1)
    process.nextTick(() => order.push('tick'))
    queueMicrotask(() => order.push('microtask'))
    block(5)
    order.push('code')
    await passed(0)
    expect([order.length, order[0], ...order.slice(-2)]).toEqual([5, 'code', '0 ms', '-1 ms'])
  },

  'a promise that a callback resolves is settled before the next callback': async () => {
    const order = []
    const first = new Promise((resolve) => setTimeout(resolve, 5))
    setTimeout(() => order.push('second'), 5)
    const waiting = first.then(() => order.push('after the first'))
    await turn()
    block(20)
    await waiting
    await passed(5)
    expect(order).toEqual(['after the first', 'second'])
  },

  'a chain of timers of 0 ms leaves room for other events': () => expectRoom(() => {
    let isOver = false
    const again = () => { if (!isOver) setTimeout(again, 0) }
    again()
    return () => (isOver = true)
  }),

  'a timer that refreshes itself leaves room for other events': () => expectRoom(() => {
    const timer = setTimeout(() => timer.refresh(), 0)
    return () => timer.close().hasRef()
  }),

  'an interval of 0 ms leaves room for other events': () => expectRoom(() => {
    const interval = setInterval(() => {}, 0)
    return () => interval.close().hasRef()
  }),

  'many intervals of 0 ms leave room for other events': () => expectRoom(() => {
    const intervals = Array.from({ length: 3000 }, () => setInterval(() => {}, 0))
    return () => intervals.every((interval) => interval.close().hasRef())
  }),

  '100 000 timers that are due at the same time leave room for other events in between': async () => {
    let [left, leftThen] = [100000, 0]
    const last = new Promise((resolve) => {
      for (let number = left; number > 0; number -= 1) {
        setTimeout(() => {
          if (left === 100000) setImmediate(() => { leftThen = left })
          left -= 1
          if (left === 0) resolve()
        }, 1)
      }
    })
    await last
    expect(leftThen).toBeGreaterThan(0)
  },

  'an endless chain of setImmediate() leaves room for timers': async () => {
    let isOver = false
    const again = () => { if (!isOver) setImmediate(again) }
    again()
    for (const ms of [0, 0, 0.3, 2]) await passed(ms)
    await new Promise((resolve) => {
      let ticks = 0
      const interval = setInterval(() => { if (++ticks === 10) resolve(interval.close()) }, 0.5)
    })
    isOver = true
  }
})
