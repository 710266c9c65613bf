// Ends a thread because a job on it does not stop, once the other jobs that the thread has begun have settled.
//
// See "A worker that is ended for one job's sake" in `src/scheduler/README.md`.
'use strict'

const binding = require('../binding.js')
const { afterGrace } = require('../job/overdue.js')
const { now } = require('../timers/clock.js')

/** The pause between two looks at the jobs that the thread still has, in milliseconds. */
const LOOK = 20
/** For how many milliseconds the thread's event loop may stand still: meanwhile no other job can go on either. */
const PATIENCE = 1000
/** A job's key is its slot, and its origin times this. */
const ORIGIN = 2 ** 32

class DeafJobs {
  #crew
  #thread
  /** The keys of the jobs that did not stop in time. @type {Set<number>} */
  #keys = new Set()
  #heard = 0
  #isLooking = false

  /**
   * @param {any} crew
   * @param {any} thread
   */
  constructor (crew, thread) {
    this.#crew = crew
    this.#thread = thread
  }

  /** A job that the thread has in hand did not stop in time. The thread has been condemned for it. */
  add (origin, slot) {
    this.#keys.add(origin * ORIGIN + slot)
    if (this.#isLooking) return
    this.#isLooking = true
    this.#heard = now()
    this.#look()
  }

  /** The thread's event loop has had a turn. */
  heard () {
    this.#heard = now()
  }

  #look () {
    const { handle, seating } = this.#crew
    const { seat } = this.#thread
    if (handle < 0 || seating.at(seat) !== this.#thread) return
    // An answer may have come while this thread's own event loop stood still.
    this.#thread.readMessages()
    const begun = this.#begun(handle, seat)
    const isDeaf = (key) => this.#keys.has(key)
    if (!begun.some(isDeaf)) {
      // They have settled after all. The thread leaves by itself, since it was dismissed when it was condemned.
      this.#isLooking = false
      return
    }
    if (begun.every(isDeaf) || now() - this.#heard > PATIENCE) return this.#thread.condemn()
    this.#thread.post({ type: 'ping' })
    afterGrace(LOOK, () => this.#look())
  }

  /**
   * The keys of the jobs that the thread has begun, without those that it has submitted itself: if the job that waits
   * for one of these is wanted, that job counts.
   */
  #begun (handle, seat) {
    const numbers = binding.begun(handle, seat)
    const keys = []
    for (let at = 0; at < numbers.length; at += 2) {
      const [slot, origin] = [numbers[at], numbers[at + 1]]
      const key = origin * ORIGIN + slot
      if (origin === 0 || binding.seatOfOrigin(origin) !== seat || this.#keys.has(key)) keys.push(key)
    }
    return keys
  }
}

module.exports = { DeafJobs }
