// Chooses how many items of a map are under way if the caller doesn't: as many as the pool does in a few milliseconds.
//
// Tiny jobs are worth their cost only in large batches. Large jobs bring large data, and a few more of them than
// there are threads keep the threads busy.
'use strict'

/** As many items are under way as were lately done in this time, in milliseconds. */
const SPAN = 4
const LEAST_PER_THREAD = 2
const MOST = 1024

class Pace {
  #least
  #done = 0
  #since = performance.now()

  /** @param {number} threads */
  constructor (threads) {
    this.#least = this.limit = threads * LEAST_PER_THREAD
  }

  /** One more item is done. The clock is read once for as many items as were under way. */
  count () {
    this.#done += 1
    if (this.#done < this.limit) return
    const now = performance.now()
    const inSpan = Math.round(this.#done * SPAN / (now - this.#since))
    this.limit = Math.max(this.#least, Math.min(inSpan, MOST))
    this.#done = 0
    this.#since = now
  }
}

module.exports = { Pace }
