// A Worker that uses timers as messages tell it, and posts what came of it.
'use strict'

const { isMainThread, parentPort, threadId } = require('node:worker_threads')
const { setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const { Witness } = require('../helpers/witness.js')

const post = (value) => parentPort.postMessage(value)

const actions = {
  /** Sets many timers, watches them and posts the faults. */
  async watch () {
    const witness = new Witness()
    for (let number = 0; number < 1000; number += 1) witness.set((number * 0.6180339887) % 1 * 30)
    post({ faults: await witness.faults(), isHere: !isMainThread && threadId > 0 })
  },
  ids: () => post(Array.from({ length: 100 }, () => setTimeout(() => {}, 0).id)),
  /** Posts the id of a timer, and 'fired' when the timer fires. */
  own () {
    const timer = setTimeout(() => post('fired'), 100)
    post(timer.id)
  },
  cancel: (id) => post(cancelTimeout(id)),
  /** Counts the ticks of an interval in shared memory. */
  ticks (cells) {
    setInterval(() => {
      Atomics.add(cells, 0, 1)
      Atomics.notify(cells, 0)
    }, 1)
  }
}

parentPort.on('message', ([action, argument]) => actions[action](argument))
