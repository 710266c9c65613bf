// How many threads this worker's nested jobs could use, as it tells the pool's owner where that may start more.
'use strict'

const { queueMicrotask } = require('../../event-loop.js')

class Demand {
  #growth
  #activeJobs
  #control
  #told = 0
  #willTell = false

  /**
   * @param {Int32Array} growth not 0 while the pool has fewer threads than it may have
   * @param {import('../active-jobs.js').ActiveJobs} activeJobs
   * @param {import('../control.js').Control} control
   */
  constructor (growth, activeJobs, control) {
    this.#growth = growth
    this.#activeJobs = activeJobs
    this.#control = control
  }

  /** With more nested jobs than this another thread may be needed. */
  get growsAbove () {
    // No order is needed: who sees an old value asks a little later, or in vain.
    return this.#growth[0] === 0 ? Infinity : 0
  }

  /** A nested job has been submitted: it will be told of with the others of this tick. */
  startMissing () {
    if (this.#willTell) return
    this.#willTell = true
    queueMicrotask(() => this.flush())
  }

  /** Tells now. The next job may keep this thread for long. */
  flush () {
    if (!this.#willTell) return
    this.#willTell = false
    // A job that waits for others needs no thread.
    this.#tell(Math.max(this.#told, this.#activeJobs.nested - this.#activeJobs.parents))
  }

  /** There are none any more. */
  end () {
    this.#tell(0)
  }

  #tell (count) {
    if (count === this.#told) return
    this.#told = count
    this.#control.tell({ type: 'demand', count })
  }
}

module.exports = { Demand }
