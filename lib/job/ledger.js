// How many of a pool's jobs are unsettled, and who waits for there to be none; how many of them are with its threads or wait for one.
'use strict'

class Ledger {
  pending = 0
  completed = 0
  /**
   * Jobs that were submitted and have not come back. One that was aborted while it ran is settled, and keeps its thread. Those for one thread are not
   * counted: no other could take them.
   */
  inFlight = 0
  /** Who may be let in, in a pool whose queue has an end. @type {import('./admission.js').Admission | undefined} */
  admission = undefined
  #waiting = []

  /** @param {import('../home/home.js').Home} home */
  constructor (home) {
    this.home = home
  }

  accepted () {
    this.pending += 1
  }

  settled () {
    this.completed += 1
    this.removePending()
  }

  /** Something is accepted that will become jobs: until `removePending` it counts as one. */
  addPending () {
    this.pending += 1
  }

  removePending () {
    this.pending -= 1
    if (this.pending === 0 && this.#waiting.length > 0) this.#tell()
  }

  /** A job has come back from the threads, or will never get to one. */
  left () {
    this.inFlight -= 1
    if (this.admission !== undefined) this.admission.left()
  }

  /** Resolves when no job is unsettled. */
  async whenSettled () {
    if (this.pending > 0) await new Promise((resolve) => this.#waiting.push(resolve))
  }

  #tell () {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

module.exports = { Ledger }
