// How many of a pool's jobs are unsettled, and who waits for there to be none.
'use strict'

class Ledger {
  pending = 0
  completed = 0
  #waiting = []

  /** @param {import('./home.js').Home} home */
  constructor (home) {
    this.home = home
  }

  accepted () {
    this.pending += 1
  }

  settled () {
    this.completed += 1
    this.letGo()
  }

  /** Something is accepted that will become jobs: until `letGo` it counts as one. */
  hold () {
    this.pending += 1
  }

  letGo () {
    this.pending -= 1
    if (this.pending === 0 && this.#waiting.length > 0) this.#tell()
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
