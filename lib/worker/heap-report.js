// Where this thread leaves word of its heap, for its pool's statistics: a thread that computes could not answer.
'use strict'

const { performance } = require('node:perf_hooks')
// As it is now: the user's file may replace it. `node:v8` knows the same, but it takes a thread two milliseconds to load.
const { memoryUsage } = require('node:process')

/** Asking V8 costs as much as several small jobs: it is asked no more often than that, in milliseconds. */
const SHORTEST_PAUSE = 100

class HeapReport {
  #numbers
  #next = 0

  /** @param {Float64Array} numbers shared: bytes in use, bytes reserved, bytes of ArrayBuffers and the like */
  constructor (numbers) {
    this.#numbers = numbers
  }

  /** Renews what is there, unless that was done just now. */
  renew () {
    const now = performance.now()
    if (now < this.#next) return
    this.#next = now + SHORTEST_PAUSE
    const { heapUsed, heapTotal, external } = memoryUsage()
    this.#numbers[0] = heapUsed
    this.#numbers[1] = heapTotal
    this.#numbers[2] = external
  }
}

module.exports = { HeapReport }
