// Keeps a stand-by thread, which has no seat: it is started when a working thread may be lost, so that a thread which
// ends is replaced by one that has already loaded its file.
'use strict'

const { startTimer, stopTimer } = require('../event-loop.js')

/** How long the thread waits to be needed, in milliseconds since the last call of `prepare`. */
const LINGER = 10_000

class StandBy {
  #startThread
  /** @type {import('./thread.js').Thread | undefined} */
  #thread
  #linger

  /** @param {() => import('./thread.js').Thread} startThread */
  constructor (startThread) {
    this.#startThread = startThread
  }

  /** A thread may be lost soon. */
  prepare () {
    stopTimer(this.#linger)
    this.#linger = startTimer(() => this.end(), LINGER)
    try {
      this.#thread ??= this.#startThread()
    } catch {
      // Nobody needs the thread yet. If it is needed, it is started then, and that error is reported.
    }
  }

  /** Hands out the stand-by thread, if there is one. */
  take () {
    const thread = this.#thread
    this.#thread = undefined
    return thread
  }

  /** A thread has ended. If it stood by, there is no stand-by thread now. */
  forget (thread) {
    if (this.#thread === thread) this.#thread = undefined
  }

  end () {
    stopTimer(this.#linger)
    this.#linger = undefined
    this.take()?.release()
  }
}

module.exports = { StandBy }
