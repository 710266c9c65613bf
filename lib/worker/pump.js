// Hands out what a job yields, one value after the other, and no more ahead of its consumer than a little.
'use strict'

/** How many values may be on their way or wait for their consumer. */
const MOST_AHEAD = 16
/** How many bytes of them, if they are more than one. */
const MOST_BYTES_AHEAD = 1 << 20

class Pump {
  #send
  /** Sizes of the values ahead. @type {number[]} */
  #ahead = []
  #bytesAhead = 0
  #isStopped = false
  /** @type {(() => void) | undefined} */
  #wake
  #iterator
  /** What the iterator's `return` gave. */
  #returned

  /** @param {(value: any) => number} send sends a value, and says how large it is */
  constructor (send) {
    this.#send = send
  }

  /**
   * @param {any} source a generator or another iterator, or else the one value there is
   * @returns {Promise<any>} what the generator returned
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
        // A value that can't be sent ends the job, and the generator is told.
        await this.#iterator.return?.()
        throw error
      }
      while (this.#isFull && !this.#isStopped) await new Promise((resolve) => { this.#wake = resolve })
    }
    await (this.#returned ?? this.#iterator.return?.())
    return undefined
  }

  /** Its consumer has taken so many values. */
  credit (count) {
    for (const bytes of this.#ahead.splice(0, count)) this.#bytesAhead -= bytes
    this.#wake?.()
  }

  /** Its consumer wants no more. */
  stop () {
    if (this.#isStopped) return
    this.#isStopped = true
    // An async generator that waits for something takes this as its next.
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

/** Arrays and strings are values; what is iterated is what can be iterated only. */
function iteratorOf (source) {
  if (source === null || typeof source !== 'object') return undefined
  if (typeof source[Symbol.asyncIterator] === 'function') return source[Symbol.asyncIterator]()
  if (typeof source.next === 'function' && typeof source[Symbol.iterator] === 'function') return source[Symbol.iterator]()
  return undefined
}

module.exports = { Pump }
