// The jobs in flight of one home by slot: a job's number from its submission until its one record has come.
'use strict'

class Slots {
  /** How many jobs have a slot. */
  size = 0
  /** @type {(import('../job/job.js').Job | undefined)[]} */
  #jobs = []
  #free = []

  /** The job that has this slot now. */
  at (slot) {
    return this.#jobs[slot]
  }

  /** Gives a job its slot. */
  add (job) {
    const slot = this.#free.length > 0 ? this.#free.pop() : this.#jobs.length
    job.slot = slot
    this.#jobs[slot] = job
    this.size += 1
  }

  /** Takes a job's slot back. */
  remove (job) {
    const { slot } = job
    job.slot = -1
    this.#jobs[slot] = undefined
    this.#free.push(slot)
    this.size -= 1
  }

  /** The jobs of one pool that have a slot. */
  of (ledger) {
    return this.#jobs.filter((job) => job?.ledger === ledger)
  }
}

module.exports = { Slots }
