// Keeps the data of a job with its submitter until a worker has taken the job and wants the data.
//
// The data comes from a function, or it is a value that only a port can carry. Such a value has been cloned already,
// and waits as a parcel in a channel of its own.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { MessageChannel } = require('node:worker_threads')
const { aboutJob, lossError } = require('../errors.js')
const { isMovable, unwrap } = require('../move.js')
const { readWork } = require('../native/work.js')

/** Whether a worker got the data that it wanted. `No`: only a port can carry it. `Late`: the worker has died. */
const Supplied = { Yes: 0, No: 1, Late: 2 }

const RESOURCE = { __proto__: null, requireManualDestroy: true }

class Supplier {
  #job
  #getData
  /** The asynchronous context of the call, in which the function is called. @type {AsyncResource | undefined} */
  #scope
  #transferList
  /** The native task that the data is for. */
  #nativeTask
  /** The end of a channel in which the value waits. @type {import('node:worker_threads').MessagePort | undefined} */
  #parcel
  /** The seat whose worker waits for the data, else -1. */
  #wantedBy = -1
  /** Whether a worker has asked for the data. That worker may die while it waits, and then another asks again. */
  #isAsked = false
  /** Data that came too late for a worker that had died. @type {{ data: any } | undefined} */
  #kept
  /** Whether the data has been sent on a port. */
  #isSent = false

  /**
   * @param {import('./job.js').Job} job
   * @param {Function | undefined} getData
   * @param {any[] | undefined} transferList
   * @param {string | undefined} nativeTask
   */
  constructor (job, getData, transferList, nativeTask) {
    this.#job = job
    this.#getData = getData
    if (getData !== undefined) this.#scope = new AsyncResource('oxpool:data', RESOURCE)
    this.#transferList = transferList
    this.#nativeTask = nativeTask
  }

  /** The seat whose worker waits for the data, else -1. */
  get wantedBy () {
    return this.#wantedBy
  }

  /** Packs a value as a parcel. Node clones the value now, or throws an error that says why it can't. */
  pack (data) {
    const { value, transferList } = unwrap(data, this.#transferList)
    const { port1, port2 } = new MessageChannel()
    try {
      port1.postMessage(value, transferList ?? [])
      this.#parcel = port2
    } finally {
      port1.close()
    }
  }

  /** The worker on this seat has taken the job and wants its data. */
  supply (seat) {
    this.#wantedBy = seat
    if (this.#job.isSettled) return this.withdraw()
    if (this.#parcel !== undefined) return this.#deliver()
    if (this.#isAsked) return this.#supplyAgain()
    this.#isAsked = true
    let data
    let promised
    try {
      data = this.#scope.runInAsyncScope(this.#getData)
      if (typeof data?.then === 'function') promised = Promise.resolve(data)
    } catch (error) {
      return this.#refuse(error)
    }
    if (promised === undefined) this.#give(data)
    else promised.then((data) => this.#give(data), (error) => this.#refuse(error))
  }

  /** Another worker wants the data, because the worker that wanted it before has died. */
  #supplyAgain () {
    const kept = this.#kept
    this.#kept = undefined
    if (kept !== undefined) return this.#give(kept.data)
    if (!this.#isSent) return
    this.#refuse(lossError('ERR_OXPOOL_WORKER_CRASH', 'ended, and the data that had been moved to it is lost'))
  }

  /** Releases the worker that waits for the data. Returns `false` if no worker waits. */
  withdraw () {
    // If the job has no slot, its worker has died meanwhile.
    if (this.#wantedBy < 0 || this.#job.slot === -1) return false
    this.#home.staging.withdraw(this.#job, this.#wantedBy)
    this.#wantedBy = -1
    return true
  }

  /** The job has settled, so no worker will want the data. */
  drop () {
    this.#parcel?.close()
    this.#parcel = undefined
    this.#scope?.emitDestroy()
    this.#scope = undefined
  }

  get #home () {
    return this.#job.ledger.home
  }

  #give (data) {
    if (this.#job.isSettled) return this.withdraw()
    try {
      if (this.#nativeTask !== undefined) return this.#giveNative(data)
      const isCopied = this.#transferList === undefined && !isMovable(data)
      const supplied = isCopied ? this.#home.staging.supply(this.#job, this.#wantedBy, data) : Supplied.No
      if (supplied !== Supplied.No) {
        this.#wantedBy = -1
        if (supplied === Supplied.Late) this.#kept = { data }
        return
      }
      this.pack(data)
    } catch (error) {
      return this.#refuse(error)
    }
    this.#deliver()
  }

  #giveNative (data) {
    const work = this.#readWork(data)
    this.#job.pins = work
    const isWanted = this.#home.supplyNative(this.#job, this.#wantedBy, this.#nativeTask, work)
    this.#wantedBy = -1
    if (!isWanted) this.#kept = { data }
  }

  #readWork (data) {
    try {
      return readWork(this.#nativeTask, data, this.#transferList)
    } catch (error) {
      throw aboutJob(error)
    }
  }

  #deliver () {
    const parcel = this.#parcel
    const seat = this.#wantedBy
    this.#parcel = undefined
    this.#isSent = true
    this.#isAsked = true
    this.#wantedBy = -1
    const isTold = this.#job.crew.sendParcel(seat, this.#job.slot, parcel)
    if (!isTold) this.#home.staging.supplyByPort(this.#job, seat)
  }

  #refuse (error) {
    this.withdraw()
    this.#job.fail(error)
  }
}

module.exports = { Supplied, Supplier }
