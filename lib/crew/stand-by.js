// A thread without a seat, started when one that works may be lost: whoever ends is replaced by one that has loaded its file already.
'use strict'

const { setTimeout, cancelTimeout } = require('../timers/timers.js')

/** How long it waits to be needed, in milliseconds, since something last spoke for it. */
const LINGER = 10_000

class StandBy {
  #startThread
  /** @type {import('./thread.js').Thread | undefined} */
  #thread
  /** @type {import('../timers/timeout.js').Timeout | undefined} */
  #linger

  /** @param {() => import('./thread.js').Thread} startThread */
  constructor (startThread) {
    this.#startThread = startThread
  }

  /** A thread may be lost soon. */
  prepare () {
    if (this.#linger === undefined) this.#linger = setTimeout(() => this.end(), LINGER).unref()
    else this.#linger.refresh()
    try {
      this.#thread ??= this.#startThread()
    } catch {
      // Nobody needs it yet, and who does will hear of the error.
    }
  }

  /** Hands the thread out, if there is one. */
  take () {
    const thread = this.#thread
    this.#thread = undefined
    return thread
  }

  /** It has died while it waited. */
  forget (thread) {
    if (this.#thread === thread) this.#thread = undefined
  }

  end () {
    cancelTimeout(this.#linger)
    this.#linger = undefined
    this.take()?.worker.terminate()
  }
}

module.exports = { StandBy }
