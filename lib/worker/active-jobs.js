// How many jobs this thread has begun and not ended, and so on what terms it may take more.
//
// A job counts while its handler waits for anything but nested jobs. What the thread has submitted itself is counted apart from the rest: a job that waits
// for something a waiting one will do must not keep that one's children from running. A job that is alone counts for as many as there may be.
'use strict'

const BUSY = 4
const ROOM_SHIFT = 8
const OWN_ROOM_SHIFT = 19
/** As much room as the terms can tell. */
const MOST_ROOM = 0x7ff

class ActiveJobs {
  /** What the native side is told beside how the thread comes in: see `Terms::read` in `src/node/terms.rs`. */
  terms = 0
  /** Whether there is a job that the thread may take. */
  mayTake = true
  /** What this thread's own jobs have as their origin, once it has submitted any. */
  origin = -1
  /** How many jobs it has submitted that have not settled. */
  nested = 0
  /** How many jobs in hand have submitted those. */
  parents = 0
  #limit
  /** @type {Map<number, import('./active-job.js').ActiveJob>} */
  #pending = new Map()
  #busy = 0
  #ownBusy = 0
  #isExclusive = false

  /** @param {number} limit how many jobs from others may be begun at a time */
  constructor (limit) {
    this.#limit = limit
    this.#update()
  }

  /** The job with this key, if its handler goes on by itself. */
  find (key) {
    return this.#pending.get(key)
  }

  /** Whether handlers of this thread wait for its event loop. */
  get isBusy () {
    return (this.terms & BUSY) !== 0
  }

  /** A handler goes on by itself. An exclusive one is alone in that. */
  add (job, isExclusive) {
    job.isPending = true
    this.#pending.set(job.key, job)
    if (isExclusive) this.#isExclusive = true
    if (job.nested === 0) this.#count(job, 1)
    this.#update()
  }

  /** It has settled. */
  remove (job, isExclusive) {
    job.isPending = false
    this.#pending.delete(job.key)
    if (isExclusive) this.#isExclusive = false
    if (job.nested === 0) this.#count(job, -1)
    this.#update()
  }

  /** A job has submitted another. */
  addNested (job) {
    this.nested += 1
    job.nested += 1
    if (job.nested === 1) this.#becomeParent(job, 1)
    this.#update()
  }

  /** A job that another submitted has settled. */
  removeNested (job) {
    this.nested -= 1
    job.nested -= 1
    if (job.nested === 0) this.#becomeParent(job, -1)
    this.#update()
  }

  #becomeParent (job, change) {
    this.parents += change
    if (job.isPending) this.#count(job, -change)
  }

  #count (job, change) {
    if (job.isAlone) this.#busy += change * this.#limit
    else if (job.origin === this.origin) this.#ownBusy += change
    else this.#busy += change
  }

  #update () {
    const limit = this.#isExclusive ? 0 : this.#limit
    const ownRoom = Math.max(0, limit - this.#ownBusy)
    const room = Math.max(0, ownRoom - this.#busy)
    const isBusy = this.#pending.size > 0 || this.nested > 0
    this.mayTake = room > 0 || (ownRoom > 0 && this.nested > 0)
    this.terms = (isBusy ? BUSY : 0) +
      (Math.min(room, MOST_ROOM) << ROOM_SHIFT) +
      (Math.min(ownRoom, MOST_ROOM) << OWN_ROOM_SHIFT)
  }
}

module.exports = { ActiveJobs }
