// Sends the values that a job yields one after the other, and keeps the job only a little ahead of its consumer.
'use strict'

const { MOST_AHEAD, MOST_BYTES_AHEAD } = require('../job/ahead.js')

class Pump {
  #send
  /** The sizes of the values that the consumer has not taken. @type {number[]} */
  #ahead = []
  #bytesAhead = 0
  #isStopped = false
  /** @type {(() => void) | undefined} */
  #wake
  #iterator
  /** The result of the iterator's `return()`. */
  #returned

  /** @param {(value: any) => number} send sends a value, and returns its size in bytes */
  constructor (send) {
    this.#send = send
  }

  /**
   * @param {any} source a generator or another iterator; anything else is sent as the only value
   * @returns {Promise<any>} the value that the generator returned
   */
  async run (source) {
    this.#iterator = iteratorOf(source)
    if (this.#iterator === undefined) {
      this.#send(source)
      return undefined
    }
    while (!this.#isStopped) {
      const step = this.#iterator.next()
      const { done, value } = typeof step.then === 'function' ? await step : step
      if (done) return value
      if (this.#isStopped) break
      try {
        this.#give(await value)
      } catch (error) {
        // A value that can't be sent ends the job. The job's generator returns first.
        await this.#iterator.return?.()
        throw error
      }
      while (this.#isFull && !this.#isStopped) await new Promise((resolve) => { this.#wake = resolve })
    }
    await (this.#returned ?? this.#iterator.return?.())
    return undefined
  }

  /** The consumer has taken `count` more values. */
  credit (count) {
    for (const bytes of this.#ahead.splice(0, count)) this.#bytesAhead -= bytes
    this.#wake?.()
  }

  /** The consumer wants no more values. */
  stop () {
    if (this.#isStopped) return
    this.#isStopped = true
    // An async generator queues `return()` behind its current step. A sync generator may be running now, so `run`
    // calls its `return()` later.
    if (this.#isAsync) this.#returned = this.#iterator.return?.()
    this.#returned?.catch?.(() => {})
    this.#wake?.()
  }

  get #isAsync () {
    return typeof this.#iterator?.[Symbol.asyncIterator] === 'function'
  }

  get #isFull () {
    return this.#ahead.length >= MOST_AHEAD || this.#bytesAhead >= MOST_BYTES_AHEAD
  }

  #give (value) {
    const bytes = Math.min(this.#send(value), MOST_BYTES_AHEAD)
    this.#ahead.push(bytes)
    this.#bytesAhead += bytes
  }
}

/** An array or a string is one value. Only an async iterable, or an iterator that is itself iterable, is iterated. */
function iteratorOf (source) {
  if (source === null || typeof source !== 'object') return undefined
  if (typeof source[Symbol.asyncIterator] === 'function') return source[Symbol.asyncIterator]()
  if (typeof source.next === 'function' && typeof source[Symbol.iterator] === 'function') {
    return source[Symbol.iterator]()
  }
  return undefined
}

module.exports = { Pump }
