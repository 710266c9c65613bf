// Writes the size of this thread's heap where the pool's statistics read it, because a busy thread could not answer.
'use strict'

// Taken now, because the user's file may replace it. `node:v8` has the same numbers but takes two milliseconds to load.
const { memoryUsage } = require('node:process')
const { now } = require('./now.js')

/** The least time between two questions to V8, in milliseconds. One question costs as much as several small jobs. */
const SHORTEST_PAUSE = 100

class HeapReport {
  #numbers
  #next = 0

  /** @param {Float64Array} numbers shared: bytes in use, bytes reserved, bytes outside the heap such as ArrayBuffers */
  constructor (numbers) {
    this.#numbers = numbers
  }

  /** Writes the current numbers, unless that was done a moment ago. */
  renew () {
    const time = now()
    if (time < this.#next) return
    this.#next = time + SHORTEST_PAUSE
    const { heapUsed, heapTotal, external } = memoryUsage()
    this.#numbers[0] = heapUsed
    this.#numbers[1] = heapTotal
    this.#numbers[2] = external
  }
}

module.exports = { HeapReport }
