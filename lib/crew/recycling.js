// Replaces all threads of a crew by new ones. An old thread takes jobs until a new one has loaded its file, so that
// jobs need not wait for the new threads.
'use strict'

class Recycling {
  #crew
  #home
  /** The old threads that have not been dismissed yet. @type {Set<any>} */
  #working = new Set()
  /**
   * For each call of `begin`: the old threads that have not ended.
   *
   * @type {Set<{ old: Set<any>, resolve: () => void }>}
   */
  #rounds = new Set()

  /**
   * @param {any} crew
   * @param {import('../home/home.js').Home} home
   */
  constructor (crew, home) {
    this.#crew = crew
    this.#home = home
  }

  /** Resolves when every thread that stays now has ended. */
  async begin () {
    const { seating, staff } = this.#crew
    const old = new Set(staff.mostDispensable.map((seat) => seating.at(seat)))
    if (old.size === 0) return
    for (const thread of old) {
      // From now on it does not count as a thread of the pool, so a new one is started for it.
      thread.isLeaving = true
      this.#working.add(thread)
    }
    staff.startMissing()
    this.look()
    // Threads that leave don't keep the process alive, but the caller waits for them.
    this.#home.ref()
    await new Promise((resolve) => this.#rounds.add({ old, resolve: () => resolve(undefined) }))
    this.#home.unref()
  }

  /** The seats of the old threads that still take jobs. */
  get seats () {
    return [...this.#working].map(({ seat }) => seat)
  }

  /** New threads may be ready: dismisses as many old threads as are not needed to take jobs meanwhile. */
  look () {
    if (this.#working.size === 0) return
    const { seating, staff, pausing } = this.#crew
    const missing = staff.lacking + pausing + seating.staying.filter(({ isReady }) => !isReady).length
    // Old threads that were never ready can't take jobs either, so they go first.
    const order = [...this.#working].sort((one, other) => Number(one.isReady) - Number(other.isReady))
    for (const thread of order.slice(0, Math.max(0, order.length - missing))) {
      this.#working.delete(thread)
      this.#crew.dismiss(thread.seat)
    }
  }

  /** A thread has ended. */
  ended (thread) {
    this.#working.delete(thread)
    for (const round of this.#rounds) {
      round.old.delete(thread)
      if (round.old.size > 0) continue
      this.#rounds.delete(round)
      round.resolve()
    }
  }
}

module.exports = { Recycling }
