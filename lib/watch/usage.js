// How long a pool has lived, and how much of the time that its threads could have worked they did.
'use strict'

const { performance } = require('node:perf_hooks')
const { readTimes } = require('./histograms.js')

class Usage {
  #limits
  #born = performance.now()
  /** Since when the pool has had the size that it has. */
  #sized = this.#born
  /** For how many milliseconds its threads could have worked before. */
  #capacity = 0
  /** For how many milliseconds they have worked, as of the last look. */
  #busy = 0

  /** @param {any} limits the pool's */
  constructor (limits) {
    this.#limits = limits
  }

  /** Milliseconds since the pool was made. */
  get duration () {
    return performance.now() - this.#born
  }

  /** To be called before the limits change. */
  resize () {
    const now = performance.now()
    this.#capacity += (now - this.#sized) * this.#limits.maxThreads
    this.#sized = now
  }

  /** Looks how long the threads of a crew have worked. Nothing is known of a crew that has ended. */
  look ({ handle }) {
    if (handle >= 0) this.#busy = readTimes(handle).busy
  }

  /** From 0 to 1, as of the last look. */
  get utilization () {
    const capacity = this.#capacity + (performance.now() - this.#sized) * this.#limits.maxThreads
    // Threads that resize() has told to leave may still work.
    return Math.min(1, this.#busy / capacity)
  }
}

module.exports = { Usage }
