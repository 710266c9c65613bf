// One run: its promise, and what must stay alive or be found again until it settles.
'use strict'

const { reviveFailure } = require('../codec/failure.js')
const { queueMicrotask } = require('../event-loop.js')

/** Added to a job's kind when it is submitted: see `submit` in `src/node/submit.rs`. */
const CANCELLABLE = 1 << 10
/** Added when the job was cancelled in its queue: it counts as gone, though its record is yet to come. */
const WITHDRAWN = 1 << 11
/** Added when it is submitted, too, for a job whose times are to be told. */
const WATCHED = 1 << 12
/** Added when it is submitted, too, for a job that one thread is to take, and its seat. */
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
  /** Whether its thread begins no others until it has settled. */
  isAlone = false
  /** @type {any} */
  crew = undefined
  /**
   * What must not be collected until its outcome is read: a native job's work, with its arrays; the SharedArrayBuffers whose ids the
   * data names.
   * @type {any}
   */
  pins = undefined
  /** Gives its data once a worker wants it. @type {import('./supplier.js').Supplier | undefined} */
  supplier = undefined
  /**
   * Who hears of what the job tells while it runs: of its progress, or of what it yields and on which seat; and of how long it waited and ran, in milliseconds.
   * @type {{ onProgress?: (value: any) => void, onYield?: (value: any, seat: number) => void, onTimes?: (seat: number, waited: number, ran: number) => void } | undefined}
   */
  listener = undefined
  /**
   * When it is to be given up, if ever, on the clock of this thread.
   * @type {import('./time-limit.js').Deadline | undefined}
   */
  deadline = undefined
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

  /** To be called before it is submitted: the thread on this seat takes it, and before any job that is for all. Alone, it lets no others begin there. */
  address (seat, isAlone) {
    this.flags |= ADDRESSED + (seat << SEAT_SHIFT)
    this.isAlone = isAlone
  }

  get isCancellable () {
    return (this.flags & CANCELLABLE) !== 0
  }

  /** To be called before it is submitted: somebody hears how long it waited and ran, and on which seat, just before it settles. */
  watch (onTimes) {
    this.flags |= WATCHED
    this.listener = { ...this.listener, onTimes }
  }

  /** Puts something around what settles its promise. */
  wrap (around) {
    this.#resolve = around(this.#resolve, false)
    this.#reject = around(this.#reject, true)
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

  /** Whether it hands out what its handler yields. */
  get isStream () {
    return this.listener?.onYield !== undefined
  }

  /** Its worker has told how far it has come. */
  tellProgress (value) {
    const onProgress = this.listener?.onProgress
    if (onProgress === undefined || this.isSettled) return
    // What comes by a port to a worker may come later.
    if (value instanceof Promise) value.then((value) => this.tellProgress(value))
    // Should the job settle by the next record, its promise is heard of after this.
    else queueMicrotask(() => onProgress(value))
  }

  tellTimes (seat, waited, ran) {
    this.listener?.onTimes?.(seat, waited, ran)
  }

  /** Its worker has handed out a value. */
  tellYield (value, seat) {
    this.listener?.onYield?.(value, seat)
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

module.exports = { Job, CANCELLABLE, WITHDRAWN, ADDRESSED }
