// Counts the jobs that this thread has begun and not ended, and says on what terms it may take more.
//
// A job counts while its handler waits for something other than nested jobs. The jobs that the thread has submitted
// itself are counted apart: a job from outside may wait for something that a waiting job will do, and it must not
// keep the children of that job from running. A job that is alone takes up all the room that there is.
'use strict'

const BUSY = 4
const ROOM_SHIFT = 8
const OWN_ROOM_SHIFT = 19
/** The place of the shared word that tells the pool's owner how many jobs have nested jobs. */
const PARENTS = 2
/** The largest room that the terms can express. */
const MOST_ROOM = 0x7ff

class ActiveJobs {
  /** All terms except the way in which the thread comes in. The native side reads them: see `src/node/terms.rs`. */
  terms = 0
  /** Whether the thread may take a job, from others or of its own. */
  mayTake = true
  /** The origin of the jobs that this thread submits, or -1 as long as it submits none. */
  origin = -1
  /** How many jobs that this thread has submitted have not settled. */
  nested = 0
  /** How many jobs in hand have submitted these. */
  parents = 0
  #limit
  #words
  /** @type {Map<number, import('./active-job.js').ActiveJob>} */
  #pending = new Map()
  #busy = 0
  #ownBusy = 0
  #isExclusive = false

  /**
   * @param {number} limit how many jobs from others may be begun at a time
   * @param {Int32Array} words shared with the pool's owner: see `lib/crew/thread.js`
   */
  constructor (limit, words) {
    this.#limit = limit
    this.#words = words
    this.#update()
  }

  /** The job with this key, if its handler has returned a promise that has not settled. */
  find (key) {
    return this.#pending.get(key)
  }

  /** Whether handlers of this thread wait for its event loop. */
  get isBusy () {
    return (this.terms & BUSY) !== 0
  }

  /** A handler has returned a promise. If the job is exclusive, the thread takes no other until the promise settles. */
  add (job, isExclusive) {
    job.isPending = true
    this.#pending.set(job.key, job)
    if (isExclusive) this.#isExclusive = true
    if (job.nested === 0) this.#count(job, 1)
    this.#update()
  }

  /** The promise has settled. */
  remove (job, isExclusive) {
    job.isPending = false
    this.#pending.delete(job.key)
    if (isExclusive) this.#isExclusive = false
    if (job.nested === 0) this.#count(job, -1)
    this.#update()
  }

  /** A job has submitted a nested job. */
  addNested (job) {
    this.nested += 1
    job.nested += 1
    if (job.nested === 1) this.#becomeParent(job, 1)
    this.#update()
  }

  /** A nested job of this job has settled. */
  removeNested (job) {
    this.nested -= 1
    job.nested -= 1
    if (job.nested === 0) this.#becomeParent(job, -1)
    this.#update()
  }

  #becomeParent (job, change) {
    this.parents += change
    Atomics.store(this.#words, PARENTS, this.parents)
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
