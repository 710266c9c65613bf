// Tells, between two jobs, whether this thread's heap is larger than its pool allows.
'use strict'

// Taken now, because the user's file may replace it.
const { memoryUsage } = require('node:process')
const { now } = require('./now.js')

/** The least time between two questions to V8, in milliseconds. One question costs more than a small job. */
const SHORTEST_PAUSE = 1

class HeapLimit {
  #bytes
  #next = 0

  /** @param {number} bytes */
  constructor (bytes) {
    this.#bytes = bytes
  }

  isPassed () {
    return memoryUsage().heapUsed > this.#bytes
  }

  /** Like `isPassed`, but if V8 was asked a moment ago, it is not asked again and the answer is `false`. */
  isPassedLately () {
    const time = now()
    if (time < this.#next) return false
    this.#next = time + SHORTEST_PAUSE
    return this.isPassed()
  }
}

module.exports = { HeapLimit }
