// Makes random numbers that a seed repeats. The generator is mulberry32, by Tommy Ettinger.
'use strict'

class Random {
  #state

  /** @param {number} seed */
  constructor (seed) {
    this.#state = seed | 0
  }

  /** Returns a number from 0 to below 1. */
  next () {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }

  /** Returns a whole number from 0 to below `limit`. */
  below (limit) {
    return Math.floor(this.next() * limit)
  }

  /** Returns `true` once in `times` calls, on average. */
  oneIn (times) {
    return this.below(times) === 0
  }

  pick (values) {
    return values[this.below(values.length)]
  }

  /** Picks a key of an object. The value of each key is its weight. */
  weighted (weights) {
    const entries = Object.entries(weights)
    let at = this.below(entries.reduce((sum, [, weight]) => sum + weight, 0))
    return entries.find(([, weight]) => (at -= weight) < 0)[0]
  }
}

module.exports = { Random }
