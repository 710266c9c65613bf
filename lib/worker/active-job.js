// A job that this thread has taken and owes an outcome, as the loop sees it.
//
// Most jobs are over when their handler returns, and have never looked at their context. So the loop fills the same one again for
// the next job, unless somebody keeps it.
'use strict'

/** What a job knows that came without SharedArrayBuffers. */
const NO_BUFFERS = Object.freeze(new Set())

class ActiveJob {
  /** Its submitter's number for it. */
  slot = -1
  /** The number of the worker that submitted it, 0 for the pool's owner. */
  origin = 0
  /** How many jobs this thread has had before. */
  count = -1
  /** Whether it is somebody's for longer than its handler's call. */
  isKept = false
  /** Whether its handler has returned a promise that has not settled. */
  isPending = false
  /** Whether the thread begins no others until it settles. */
  isAlone = false
  /** Whether its outcome has been written. */
  isDone = true
  /** How many jobs it has submitted that have not settled. */
  nested = 0
  /** Ids of the SharedArrayBuffers that came with it: the submitter is sure to know them when the outcome comes. */
  buffers = NO_BUFFERS
  /** @type {AbortController | undefined} */
  controller = undefined
  /** What hands out what it yields. @type {import('./pump.js').Pump | undefined} */
  pump = undefined
  /** What it tells its submitter by. @type {((value: any) => void) | undefined} */
  progress = undefined
  /** What it submits others by. */
  pool = undefined

  /** @param {import('./loop.js').Loop} loop */
  constructor (loop) {
    this.loop = loop
  }

  begin (slot, origin, count) {
    this.slot = slot
    this.origin = origin
    this.count = count
    this.isDone = false
    return this
  }

  get key () {
    return keyOf(this.slot, this.origin)
  }

  abort (reason) {
    this.isKept = true
    this.controller ??= new AbortController()
    this.controller.abort(reason)
    this.pump?.stop()
  }
}

/** One number for a slot and its origin: a small one for most. */
function keyOf (slot, origin) {
  return origin === 0 ? slot : origin * 2 ** 32 + slot
}

module.exports = { ActiveJob, keyOf, NO_BUFFERS }
