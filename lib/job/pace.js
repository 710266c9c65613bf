// How many items of a map are under way at a time when nobody says: as many as the pool has lately done in a few milliseconds.
//
// Tiny jobs are worth their while only in large batches; of large ones, each with its data, a few more than there are
// threads keep these busy.
'use strict'

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

  /** One more is done. The time is asked once for as many as were under way. */
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
