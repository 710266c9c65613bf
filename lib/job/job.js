// One run: it holds the promise, and all that must stay alive or be found again until the promise settles.
//
// The room `lib/job/` is one run from the call to the settled promise, and the other ways to run. It may touch
// `lib/native/`, `lib/timers/`, `lib/options/` and `lib/codec/`; it imports no home and no crew, but is given both.
'use strict'

const { reviveFailure } = require('../codec/failure.js')
const { codeOf, nameJob, unreadableError } = require('../errors.js')
const { queueMicrotask } = require('../event-loop.js')
const { hasNoFrames, rejectAtAwait, removeFrames } = require('./call-site.js')
const { nameOf } = require('./task-name.js')

/** In the kind word of a submission: the job can be cancelled. See `submit` in `src/node/submit.rs`. */
const CANCELLABLE = 1 << 10
/** Only on this side: the job was cancelled in its queue. It counts as gone, though its record is still to come. */
const WITHDRAWN = 1 << 11
/** In the kind word of a submission: somebody wants to know how long the job waited and ran. */
const WATCHED = 1 << 12
/** In the kind word of a submission: the job is for one seat, whose number begins at `SEAT_SHIFT`. */
const ADDRESSED = 1 << 15
const SEAT_SHIFT = 16

const UNREADABLE = 'ERR_OXPOOL_UNREADABLE'

/** Errors on their way through what wraps a promise: their stacks are still to begin at the caller. */
const unplaced = new WeakSet()
/** The jobs whose promise is wrapped. */
const wrapped = new WeakSet()

/** The functions that hear of a job. */
class Listeners {
  /** Hears of its progress. @type {((value: any) => void) | undefined} */
  onProgress = undefined
  /**
   * Hears of each value that it yields, on which seat, and how large the value is.
   *
   * @type {((value: any, seat: number, bytes: number) => void) | undefined}
   */
  onYield = undefined
  /** Says whether no more of these values are taken for the moment. @type {(() => boolean) | undefined} */
  isFull = undefined
  /**
   * Hears on which seat it ran, and how long it waited and ran, in milliseconds (`NaN` if nobody measured it).
   *
   * @type {((seat: number, waited: number, ran: number) => void) | undefined}
   */
  onTimes = undefined
}

class Job {
  /** The job's number while it is in flight, else -1. */
  slot = -1
  /** The number of the script that the job runs, with its flags: see `task-number.js`. */
  task = 0
  /** What is added to the kind in the submission's kind word: the priority and the flags above. */
  flags = 0
  /** How many values have been taken from a port for it. */
  portValues = 0
  isSettled = false
  /** Whether the thread begins no other job until this one has settled. */
  isAlone = false
  /** @type {any} */
  crew = undefined
  /**
   * What must not be garbage-collected until the outcome is read: the work of a native job with its arrays, or the
   * SharedArrayBuffers that the data names by id.
   *
   * @type {any}
   */
  pins = undefined
  /** Gives the data once a worker wants it. @type {import('./supplier.js').Supplier | undefined} */
  supplier = undefined
  /** Who hears of the job, if anybody does. @type {Listeners | undefined} */
  listener = undefined
  /**
   * When the job must be given up, if ever, on the clock of this thread.
   *
   * @type {import('./time-limit.js').Deadline | undefined}
   */
  deadline = undefined
  /** Undoes what watching the signal, or holding the job back, has set up. @type {(() => void) | undefined} */
  unwatch = undefined
  #resolve
  #reject

  /**
   * @param {import('./ledger.js').Ledger} ledger the pool's
   * @param {(value: any) => void} resolve
   * @param {(reason: any) => void} reject
   * @param {any} run what the job is for: see `readRun` in `submit.js`
   */
  constructor (ledger, resolve, reject, run) {
    this.ledger = ledger
    this.run = run
    this.#resolve = resolve
    this.#reject = reject
  }

  /**
   * Addresses the job to a seat. The thread there takes it before any job that is for all threads, and if `isAlone`,
   * it begins no other job meanwhile. To be called before the job is submitted.
   */
  address (seat, isAlone) {
    this.flags |= ADDRESSED + (seat << SEAT_SHIFT)
    this.isAlone = isAlone
  }

  /** Those who hear of the job, to add another. */
  get listeners () {
    this.listener ??= new Listeners()
    return this.listener
  }

  get isCancellable () {
    return (this.flags & CANCELLABLE) !== 0
  }

  /**
   * Calls back just before the job settles, with the seat and with how long it waited and ran. To be called before
   * the job is submitted.
   */
  watch (onTimes) {
    this.flags |= WATCHED
    this.listeners.onTimes = onTimes
  }

  /** Wraps the two functions that settle the promise. */
  wrap (around) {
    if (!wrapped.has(this)) {
      wrapped.add(this)
      const [resolve, reject] = [this.#resolve, this.#reject]
      this.#reject = (error) => unplaced.delete(error) ? rejectAtAwait(error, resolve) : reject(error)
    }
    this.#resolve = around(this.#resolve, false)
    this.#reject = around(this.#reject, true)
  }

  succeed (value) {
    if (this.#settle()) this.#resolve(value)
  }

  fail (error) {
    if (!this.#settle()) return
    if (nameJob(error, nameOf(this.run.task), this.ledger.label)) this.#rejectFromCaller(error)
    else this.#reject(error)
  }

  /** Fails with the error that a worker has described. */
  failWith (description) {
    if (this.isSettled) return
    const error = reviveFailure(description)
    // The worker that could not read the data knows neither the task's name nor the caller.
    if (codeOf(error) === UNREADABLE && error.task === undefined) return this.fail(unreadableError(error.cause))
    this.#settle()
    // The worker has no frames of the caller's, so it sends an error of the pool's own without frames.
    if (hasNoFrames(error)) this.#rejectFromCaller(error)
    else this.#reject(error)
  }

  /** Rejects with an error whose stack shall begin where the user called. */
  #rejectFromCaller (error) {
    const { site } = this.run
    if (site !== undefined) {
      site.place(error)
    } else if (wrapped.has(this)) {
      removeFrames(error)
      unplaced.add(error)
    } else {
      return rejectAtAwait(error, this.#resolve)
    }
    this.#reject(error)
  }

  /** Whether the job hands out the values that its handler yields. */
  get isStream () {
    return this.listener?.onYield !== undefined
  }

  /** The worker has told how far the job has come. */
  tellProgress (value) {
    const onProgress = this.listener?.onProgress
    if (onProgress === undefined || this.isSettled) return
    // If the submitter is a worker, a value that comes by a port may come later than its record.
    if (value instanceof Promise) value.then((value) => this.tellProgress(value)).catch((error) => this.fail(error))
    // Queued now, so that `onProgress` runs before the promise's handlers, even if the next record settles the job.
    else queueMicrotask(() => onProgress(value))
  }

  tellTimes (seat, waited, ran) {
    this.listener?.onTimes?.(seat, waited, ran)
  }

  /** The worker has handed out a value. */
  tellYield (value, seat, bytes) {
    this.listener?.onYield?.(value, seat, bytes)
  }

  /** Whether the job waits until its consumer takes values. */
  get isFull () {
    return this.listener?.isFull?.() === true
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
