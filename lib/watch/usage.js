// Measures how long a pool has lived, and for which share of their time its threads have worked.
'use strict'

const { performance } = require('node:perf_hooks')
const { readTimes } = require('./histograms.js')

class Usage {
  #limits
  #born = performance.now()
  /** When the pool got its present size. */
  #sized = this.#born
  /** For how many milliseconds the threads could have worked before that, added up. */
  #capacity = 0
  /** For how many milliseconds the threads had worked at the last look, added up. */
  #busy = 0

  /** @param {any} limits the limits of the pool */
  constructor (limits) {
    this.#limits = limits
  }

  /** Milliseconds since the pool was made. */
  get duration () {
    return performance.now() - this.#born
  }

  /** Must be called before the limits change. */
  resize () {
    const now = performance.now()
    this.#capacity += (now - this.#sized) * this.#limits.maxThreads
    this.#sized = now
  }

  /** Reads how long the threads of a crew have worked. A crew that has ended can't be asked: the last answer stays. */
  look ({ handle }) {
    if (handle >= 0) this.#busy = readTimes(handle).busy
  }

  /** The share of their time in which the threads had worked at the last look, from 0 to 1. */
  get utilization () {
    const capacity = this.#capacity + (performance.now() - this.#sized) * this.#limits.maxThreads
    // Threads that resize() has told to leave may still work, beyond `maxThreads`: hence at most 1.
    return Math.min(1, this.#busy / capacity)
  }
}

module.exports = { Usage }
