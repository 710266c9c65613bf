// Counts the jobs of a pool: those that have not settled, and those in flight, which run or wait for a thread.
'use strict'

/** More jobs than can be in flight. It is a small integer, so that a comparison with it is a cheap one. */
const NEVER = 2 ** 30 - 1

class Ledger {
  pending = 0
  completed = 0
  /**
   * How many jobs were submitted and have not come back. A job that was aborted while it ran has settled, but it
   * counts as long as it keeps its thread. Jobs for one seat don't count: no other thread could take them.
   */
  inFlight = 0
  /** With so many jobs in flight, `pressure.rise()` must be called. */
  risesAt = NEVER
  /** Tells producers to pause. @type {import('./pressure.js').Pressure} */
  pressure
  /** Controls admission if the pool's queue is bounded. @type {import('./admission.js').Admission | undefined} */
  admission = undefined
  #waiting = []

  /**
   * @param {import('../home/home.js').Home} home
   * @param {string} [label] the pool's
   */
  constructor (home, label) {
    this.home = home
    this.label = label
  }

  accepted () {
    this.pending += 1
  }

  settled () {
    this.completed += 1
    this.removePending()
  }

  /** A call is accepted that will become jobs later. Until `removePending` it counts as one job. */
  addPending () {
    this.pending += 1
  }

  removePending () {
    this.pending -= 1
    if (this.pending === 0 && this.#waiting.length > 0) this.#tell()
  }

  /** A job has come back from the threads, or will never reach a thread. */
  left () {
    this.inFlight -= 1
    if (this.admission !== undefined) this.admission.left()
  }

  /** Resolves when every job has settled. */
  async whenSettled () {
    if (this.pending > 0) await new Promise((resolve) => this.#waiting.push(resolve))
  }

  #tell () {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

module.exports = { Ledger, NEVER }
