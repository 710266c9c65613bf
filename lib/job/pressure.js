// Tells producers when to pause and when to go on: `needsDrain` and its two events.
//
// Like the admission, it counts the jobs in flight, and needs no message from the threads. Every job pays for it with
// one comparison when it leaves: see `risesAt` in `ledger.js`. When jobs come back, the home asks once for all of them:
// a call for some of them, in the loop that reads their records, made an echo two percent slower.
'use strict'

const { nextTick, throwLater } = require('../event-loop.js')
const { NEVER } = require('./ledger.js')

/** A reaction to it costs a part of what Node's `queueMicrotask` does. */
const settled = Promise.resolve()

class Pressure {
  /** Whether producers should pause: from the moment when enough jobs wait until none waits any more. */
  needsDrain = false
  #ledger
  #limits
  #isLookQueued = false
  #tellNeed
  #tellDrain

  /**
   * @param {import('./ledger.js').Ledger} ledger
   * @param {import('../options/pool-size.js').Limits} limits
   * @param {import('node:events').EventEmitter} events
   */
  constructor (ledger, limits, events) {
    this.#ledger = ledger
    this.#limits = limits
    this.#tellNeed = () => events.emit('needsDrain')
    this.#tellDrain = () => events.emit('drain')
    this.#watch()
  }

  /** How many jobs wait: those in flight beyond what the threads may have in hand, and those that are held back. */
  get waiting () {
    const { inFlight, admission } = this.#ledger
    return Math.max(0, inFlight - this.#capacity) + (admission === undefined ? 0 : admission.held)
  }

  /** The limits have changed. */
  resize () {
    this.#watch()
    if (this.#ledger.inFlight >= this.#ledger.risesAt) this.rise()
    this.fall()
  }

  /** So many jobs are in flight that producers should pause. */
  rise () {
    this.needsDrain = true
    this.#watch()
    this.#ledger.home.pressures.add(this)
    nextTick(this.#tellNeed)
  }

  /** Jobs have come back. Whoever waited for them may submit others, so the look comes after that. */
  fall () {
    if (this.#isLookQueued || !this.needsDrain || this.#ledger.inFlight > this.#drained) return
    this.#isLookQueued = true
    settled.then(this.#look)
  }

  #look = () => {
    this.#isLookQueued = false
    if (!this.needsDrain || this.#ledger.inFlight > this.#drained || this.waiting > 0) return
    this.needsDrain = false
    this.#watch()
    this.#ledger.home.pressures.delete(this)
    // Not in the next tick: code that awaits several jobs goes on before that.
    try {
      this.#tellDrain()
    } catch (error) {
      throwLater(error)
    }
  }

  get #capacity () {
    return this.#limits.maxThreads * this.#limits.concurrency
  }

  /** With at most this many jobs in flight, no job waits. With a `maxQueue` of 0 a thread must be free as well. */
  get #drained () {
    return this.#limits.maxQueue === 0 ? this.#capacity - 1 : this.#capacity
  }

  /** Sets which count of jobs in flight makes a difference from now on. */
  #watch () {
    const { maxQueue } = this.#limits
    const capacity = this.#capacity
    // An unbounded queue is too long when more jobs wait than the threads may have in hand.
    const most = maxQueue === Infinity ? capacity + 1 : maxQueue
    this.#ledger.risesAt = this.needsDrain ? NEVER : Math.min(capacity + most, NEVER)
  }
}

module.exports = { Pressure }
