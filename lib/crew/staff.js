// How many threads a crew has: never fewer than its least, more up to its most while jobs need them, and fewer again when threads have
// nothing to do.
//
// How many are needed follows from the jobs in flight alone, and not from which thread is seen idle at the moment: a thread that has handed
// in its outcome is free, even if it has not said so yet.
'use strict'

const { setTimeout, cancelTimeout } = require('../timers/timers.js')

/** Threads are looked at no more often than that, in milliseconds, however short their time-out. */
const SHORTEST_LOOK = 10

class Staff {
  /** With more jobs in flight another thread is needed. */
  growsAbove = Infinity
  #crew
  #ledger
  #limits
  #growth
  #isStarted = false
  /** Whether no more jobs will come. */
  #keepsMinimum = true
  /** Fires when a thread may have been idle for too long. @type {import('../timers/timeout.js').Timeout | undefined} */
  #look
  /** Who waits for the pool to have its size. @type {(() => void)[]} */
  #waiting = []

  /**
   * @param {any} crew has `seating`, `pausing` and a `demand` beside the jobs in flight, and can `hire`, `dismiss` and `idle`
   * @param {import('../job/ledger.js').Ledger} ledger
   * @param {import('../options/pool-size.js').Limits} limits changed by `resize`
   * @param {Int32Array} [growth] seen by the threads: not 0 while there may be more of them; how many there may be
   */
  constructor (crew, ledger, limits, growth = new Int32Array(2)) {
    this.#growth = growth
    this.#crew = crew
    this.#ledger = ledger
    this.#limits = limits
  }

  /** Starts the first threads. */
  start () {
    this.#isStarted = true
    this.#fill()
  }

  /** A job needs a thread, or a thread has left: starts those that are missing. */
  startMissing () {
    try {
      this.#fill()
    } catch (error) {
      // The next thread to leave is the next occasion.
      this.growsAbove = Infinity
      if (this.#crew.seating.all.length === 0) this.#crew.giveUp(error)
    }
  }

  /** Somebody counts on a thread that stays: starts one if there is none, whatever is to be started later. */
  ensureOne () {
    if (!this.#isStarted || this.#crew.isEnding || this.#crew.broken !== undefined || this.#crew.seating.staying.length > 0) return
    this.#crew.hire()
    this.#settle()
  }

  /** The limits have changed. Resolves when there are as many threads as they say. */
  async resize () {
    this.#fill()
    const surplus = this.#crew.seating.staying.length - this.#limits.maxThreads
    for (const seat of this.#mostDispensable().slice(0, Math.max(0, surplus))) this.#crew.dismiss(seat)
    this.#settle()
    if (this.#hasItsSize) return
    const { home } = this.#ledger
    // Threads that leave don't keep the process alive, and whoever waits for them wants to hear of it.
    home.ref()
    await new Promise((resolve) => { this.#waiting.push(resolve) })
    home.unref()
  }

  /** No more jobs will come: a thread that leaves is replaced only if one that came needs it. */
  dropMinimum () {
    this.#keepsMinimum = false
  }

  /** No thread will come any more. */
  giveUp () {
    this.growsAbove = Infinity
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** The crew ends. */
  end () {
    this.giveUp()
    cancelTimeout(this.#look)
    this.#look = undefined
  }

  /** Threads that stay or will soon be there. */
  get #size () {
    return this.#crew.seating.staying.length + this.#crew.pausing
  }

  get #needed () {
    const { minThreads, maxThreads, concurrency } = this.#limits
    return Math.min(maxThreads, Math.max(this.#keepsMinimum ? minThreads : 0, Math.ceil((this.#ledger.inFlight + this.#crew.demand) / concurrency)))
  }

  /** Whether some that stay could go. One that is to be started is none of them. */
  get #hasSpare () {
    return this.#crew.seating.staying.length > this.#limits.minThreads
  }

  get #hasItsSize () {
    const { minThreads, maxThreads } = this.#limits
    const { seating, broken } = this.#crew
    return broken !== undefined || (this.#isStarted && seating.staying.length >= minThreads && seating.all.length <= maxThreads)
  }

  #fill () {
    if (!this.#isStarted || this.#crew.isEnding || this.#crew.broken !== undefined) return
    while (this.#size < this.#needed) this.#crew.hire()
    this.#settle()
  }

  /** The size has changed, or the limits have. */
  #settle () {
    const { maxThreads, concurrency, idleTimeout } = this.#limits
    const size = this.#size
    this.growsAbove = size < maxThreads ? size * concurrency : Infinity
    this.#growth[0] = Number(size < maxThreads)
    this.#growth[1] = maxThreads
    if (this.#hasSpare && idleTimeout !== Infinity) this.#lookIn(idleTimeout)
    if (this.#hasItsSize) for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #lookIn (ms) {
    this.#look ??= setTimeout(() => {
      this.#look = undefined
      this.#dismissIdle()
    }, Math.max(ms, SHORTEST_LOOK)).unref()
  }

  #dismissIdle () {
    const { idleTimeout } = this.#limits
    let next = idleTimeout
    let spare = this.#crew.seating.staying.length - this.#needed
    for (const { seat, ms } of this.#crew.idle()) {
      if (ms < idleTimeout) {
        next = Math.min(next, idleTimeout - ms)
      } else if (spare > 0) {
        spare -= 1
        this.#crew.dismiss(seat)
      }
    }
    if (this.#hasSpare) this.#lookIn(next)
    this.#settle()
  }

  /** Seats in the order in which the pool can do without their threads: those that have nothing to do first. */
  #mostDispensable () {
    const idle = this.#crew.idle().map(({ seat }) => seat)
    return [...new Set([...idle, ...this.#crew.seating.occupied])]
  }
}

module.exports = { Staff }
