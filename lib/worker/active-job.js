// The loop's view of a job that this thread has in hand.
//
// Most jobs are over when their handler returns, and most handlers never look at their context. So the loop reuses
// the same object for the next job, unless somebody keeps it.
'use strict'

const { jobScope } = require('./job-scope.js')
// Taken now, because the user's file may replace it.
const { abort } = AbortController.prototype

/** The `buffers` of a job that came without SharedArrayBuffers. */
const NO_BUFFERS = Object.freeze(new Set())

class ActiveJob {
  /** The submitter's number for the job. */
  slot = -1
  /** The number of the worker that submitted the job, 0 for the pool's owner. */
  origin = 0
  /** How many jobs this thread has had before this one. */
  count = -1
  /** How many values it has sent by the port. */
  portValues = 0
  /** Whether somebody may need this object after the handler's call. Then the loop does not reuse it. */
  isKept = false
  /** Whether the handler has returned a promise that has not settled. */
  isPending = false
  /** Whether the thread begins no other job until this one settles. */
  isAlone = false
  /** Whether the job is over. It is set just before the outcome is written. */
  isDone = true
  /** How many jobs that this job has submitted have not settled. */
  nested = 0
  /** The ids of SharedArrayBuffers that came with the job. The submitter still knows them when the outcome comes. */
  buffers = NO_BUFFERS
  /** @type {AbortController | undefined} */
  controller = undefined
  /** Sends the values that the job yields. @type {import('./pump.js').Pump | undefined} */
  pump = undefined
  /** Tells the submitter how far the job has come. @type {((value: any) => void) | undefined} */
  progress = undefined
  /** The pool through which the job submits nested jobs. */
  pool = undefined

  /** @param {import('./loop.js').Loop} loop */
  constructor (loop) {
    this.loop = loop
  }

  begin (slot, origin, count) {
    this.slot = slot
    this.origin = origin
    this.count = count
    this.portValues = 0
    this.isDone = false
    return this
  }

  get key () {
    return keyOf(this.slot, this.origin)
  }

  abort (reason) {
    this.isKept = true
    this.controller ??= new AbortController()
    // This may be called while another job runs, which must not see what the listeners of this one enter.
    if (jobScope.isNeeded) jobScope.interrupt(() => this.#stop(reason))
    else this.#stop(reason)
  }

  #stop (reason) {
    abort.call(this.controller, reason)
    this.pump?.stop()
  }
}

/** Makes one number of a slot and its origin. For jobs of the pool's owner, which are most, it is a small one. */
function keyOf (slot, origin) {
  return origin === 0 ? slot : origin * 2 ** 32 + slot
}

module.exports = { ActiveJob, keyOf, NO_BUFFERS }
