// Tells the pool's owner how many threads this worker's nested jobs could use, as long as the owner may start more.
'use strict'

const { queueMicrotask } = require('../../event-loop.js')

class Demand {
  #growth
  #activeJobs
  #control
  #told = 0
  #willTell = false

  /**
   * @param {Int32Array} growth shared with the owner; its first word is not 0 while the pool may start more threads
   * @param {import('../active-jobs.js').ActiveJobs} activeJobs
   * @param {import('../control.js').Control} control
   */
  constructor (growth, activeJobs, control) {
    this.#growth = growth
    this.#activeJobs = activeJobs
    this.#control = control
  }

  /** If more nested jobs than this are in flight, another thread may be needed. */
  get growsAbove () {
    // A plain read is enough. A worker that sees an old value asks a little later, or asks in vain.
    return this.#growth[0] === 0 ? Infinity : 0
  }

  /**
   * If no more jobs than this are in flight, another thread may be free for each of them. This thread's jobs are
   * counted for all parents together: in a recursion, few of them find a free thread.
   */
  get takesUpTo () {
    return this.#activeJobs.nested < this.#growth[1] ? Infinity : 0
  }

  /** A nested job has been submitted. The owner is told of all nested jobs of this tick at once. */
  startMissing () {
    if (this.#willTell) return
    this.#willTell = true
    queueMicrotask(() => this.flush())
  }

  /** Tells the owner now, since the next job may keep this thread busy for long. */
  flush () {
    if (!this.#willTell) return
    this.#willTell = false
    // A job that waits for nested jobs needs no thread.
    this.#tell(Math.max(this.#told, this.#activeJobs.nested - this.#activeJobs.parents))
  }

  /** The last nested job has settled. */
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
