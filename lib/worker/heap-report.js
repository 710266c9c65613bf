// Where this thread leaves word of its heap, for its pool's statistics: a thread that computes could not answer.
'use strict'

const { performance } = require('node:perf_hooks')
const { getHeapStatistics } = require('node:v8')

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
    const heap = getHeapStatistics()
    this.#numbers[0] = heap.used_heap_size
    this.#numbers[1] = heap.total_heap_size
    this.#numbers[2] = heap.external_memory
  }
}

module.exports = { HeapReport }
