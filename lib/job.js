// One run: its promise, and what must stay alive or be found again until it settles.
'use strict'

const { reviveFailure } = require('./codec/failure.js')

/** Added to a job's kind when it is submitted: see `submit` in `src/node/pool.rs`. */
const CANCELLABLE = 1 << 10
/** So is this, for a job that one thread is to take, and its seat. */
const ADDRESSED = 1 << 15
const SEAT_SHIFT = 16

class Job {
  /** Its number while it is in flight, else -1. */
  slot = -1
  /** Which of its crew's scripts it runs. */
  task = 0
  /** What the submission's kind word says beside the kind. */
  flags = 0
  isSettled = false
  /** @type {any} */
  crew = undefined
  /**
   * What must not be collected until its outcome is read: the typed array of a native job, the SharedArrayBuffers whose ids
   * its data names.
   * @type {any}
   */
  pins = undefined
  /** Gives its data once a worker wants it. @type {import('./supplier.js').Supplier | undefined} */
  supplier = undefined
  /** Undoes what watching its signal did. @type {(() => void) | undefined} */
  unwatch = undefined
  #resolve
  #reject

  /**
   * @param {import('./ledger.js').Ledger} ledger its pool's
   * @param {(value: any) => void} resolve
   * @param {(reason: any) => void} reject
   */
  constructor (ledger, resolve, reject) {
    this.ledger = ledger
    this.#resolve = resolve
    this.#reject = reject
  }

  /** To be called before it is submitted: the thread on this seat takes it, and before any job that is for all. */
  address (seat) {
    this.flags |= ADDRESSED + (seat << SEAT_SHIFT)
  }

  get isCancellable () {
    return (this.flags & CANCELLABLE) !== 0
  }

  succeed (value) {
    if (this.#settle()) this.#resolve(value)
  }

  fail (error) {
    if (this.#settle()) this.#reject(error)
  }

  /** Fails with what a worker described. */
  failWith (description) {
    if (this.#settle()) this.#reject(reviveFailure(description))
  }

  #settle () {
    if (this.isSettled) return false
    this.isSettled = true
    if (this.unwatch !== undefined) this.unwatch()
    if (this.supplier !== undefined) this.supplier.drop()
    this.ledger.settled()
    return true
  }
}

module.exports = { Job, CANCELLABLE }
