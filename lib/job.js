// One run: its promise, and what must stay alive or be found again until it settles.
'use strict'

const { MessageChannel } = require('node:worker_threads')
const { reviveFailure } = require('./codec/failure.js')
const { isMovable, unwrap } = require('./move.js')
const { readNativeInput } = require('./native-input.js')

/** Added to a job's kind when it is submitted: see `submit` in `src/node/pool.rs`. */
const CANCELLABLE = 1 << 10

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
  /** SharedArrayBuffers of its data: their ids must resolve until the outcome is read. @type {unknown[] | undefined} */
  pins = undefined
  /** The typed array of a native job. @type {ArrayBufferView | undefined} */
  view = undefined
  /** What gives the data once a worker wants it. @type {Function | undefined} */
  getData = undefined
  /** The native task that this data is for. @type {string | undefined} */
  nativeTask = undefined
  /** The data, on its way as a message. @type {import('node:worker_threads').MessagePort | undefined} */
  parcel = undefined
  /** @type {any[] | undefined} */
  transferList = undefined
  /** How long its handler may go on after its signal was aborted, in milliseconds. */
  abortGrace = 0
  /** Undoes what watching its signal did. @type {(() => void) | undefined} */
  unwatch = undefined
  /** The seat whose worker waits for its data, else -1. */
  #wantedBy = -1
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
    if (this.parcel !== undefined) this.parcel.close()
    this.ledger.settled()
    return true
  }

  /** Puts data that only a port can carry on its way. Node clones it now, or says why it can't. */
  pack (data) {
    const { value, transferList } = unwrap(data, this.transferList)
    const { port1, port2 } = new MessageChannel()
    try {
      port1.postMessage(value, transferList ?? [])
      this.parcel = port2
    } finally {
      port1.close()
    }
  }

  /** The worker on this seat has taken the job, and wants its data. */
  supply (seat) {
    this.#wantedBy = seat
    if (this.isSettled) return this.withdraw()
    if (this.parcel !== undefined) return this.#deliver()
    let data
    try {
      data = this.getData()
    } catch (error) {
      return this.#refuse(error)
    }
    if (typeof data?.then !== 'function') return this.#supply(data)
    Promise.resolve(data).then((data) => this.#supply(data), (error) => this.#refuse(error))
  }

  /** Lets the worker that waits for the data go. `false` if none does. */
  withdraw () {
    // Without a slot the worker has died meanwhile.
    if (this.#wantedBy < 0 || this.slot === -1) return false
    this.ledger.home.staging.withdraw(this, this.#wantedBy)
    this.#wantedBy = -1
    return true
  }

  #supply (data) {
    if (this.isSettled) return this.withdraw()
    const { home } = this.ledger
    try {
      if (this.nativeTask !== undefined) {
        const input = readNativeInput(this.nativeTask, data, this.transferList)
        this.view = input.view
        home.supplyNative(this, this.#wantedBy, this.nativeTask, input)
        this.#wantedBy = -1
        return
      }
      if (this.transferList === undefined && !isMovable(data) && home.staging.supply(this, this.#wantedBy, data)) {
        this.#wantedBy = -1
        return
      }
      this.pack(data)
    } catch (error) {
      return this.#refuse(error)
    }
    this.#deliver()
  }

  #deliver () {
    const { parcel } = this
    this.parcel = undefined
    this.crew.sendParcel(this.#wantedBy, this.slot, parcel)
    this.ledger.home.staging.supplyByPort(this, this.#wantedBy)
    this.#wantedBy = -1
  }

  #refuse (error) {
    this.withdraw()
    this.fail(error)
  }
}

module.exports = { Job, CANCELLABLE }
