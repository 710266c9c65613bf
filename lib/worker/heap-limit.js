// Whether this thread's heap has grown beyond what its pool allows, asked between jobs.
'use strict'

const { performance } = require('node:perf_hooks')
// As it is now: the user's file may replace it.
const { memoryUsage } = require('node:process')

/** Asking V8 costs more than a small job: while jobs are that small it is asked no more often than that, in milliseconds. */
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

  /** As `isPassed`, but `false` if that was asked just now. */
  isPassedLately () {
    const now = performance.now()
    if (now < this.#next) return false
    this.#next = now + SHORTEST_PAUSE
    return this.isPassed()
  }
}

module.exports = { HeapLimit }
