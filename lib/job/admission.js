// Controls admission to a bounded queue: refuses or holds back jobs if it is full, and says when there is room again.
//
// A job waits if more jobs are in flight than the threads can run. So this thread knows by itself whether there is
// room. No message needs to say that a job has started, because a job starts when another has come back. The data of
// a job that is held back has not been cloned.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { rejectAtAwait } = require('./call-site.js')
const { now } = require('../timers/clock.js')
const { closedError } = require('../errors.js')
const { queueMicrotask, setImmediate } = require('../event-loop.js')
const { giveUp } = require('./time-limit.js')
const { setTimeout, cancelTimeout } = require('../timers/timers.js')

const PRIORITY_SHIFT = 8

class Admission {
  #ledger
  #limits
  #send
  /**
   * The jobs that are held back: a set for each priority, each in the order of the calls.
   *
   * @type {Set<{ job: import('./job.js').Job, data: any, run: any, timer: any }>[]}
   */
  #held = [new Set(), new Set(), new Set()]
  /** The calls of `ready()` that wait for room. @type {{ resolve: (value?: any) => void }[]} */
  #waiting = []
  #isLookQueued = false
  /** How many calls of `ready()` have been told in this turn that there is room, and may still submit a job. */
  #granted = 0
  #isTurnWatched = false

  /**
   * @param {import('./ledger.js').Ledger} ledger
   * @param {any} limits
   * @param {(job: import('./job.js').Job, data: any, run: any) => void} send submits a job that has been let in
   */
  constructor (ledger, limits, send) {
    this.#ledger = ledger
    this.#limits = limits
    this.#send = send
  }

  /** How many jobs are held back. */
  get held () {
    return this.#held[0].size + this.#held[1].size + this.#held[2].size
  }

  get isFull () {
    return this.#room <= 0 || this.held > 0
  }

  /** Whether a run must be refused. */
  get refuses () {
    return this.#limits.overflow === 'reject' && this.isFull
  }

  /** Holds a job back until there is room. */
  hold (job, data, run) {
    const queue = this.#held[job.flags >> PRIORITY_SHIFT & 3]
    const timer = startTimer(job)
    // Bound to this call's asynchronous context, because another call's context may be active when the job is let in.
    const held = { job, data: typeof data === 'function' ? AsyncResource.bind(data) : data, run, timer }
    queue.add(held)
    const { unwatch } = job
    job.unwatch = () => {
      queue.delete(held)
      cancelTimeout(timer)
      if (unwatch !== undefined) unwatch()
    }
  }

  /** A job has been let in. It may be the job of a caller of `ready()`. */
  entered () {
    if (this.#granted > 0) this.#granted -= 1
  }

  /** A job has come back. Many jobs may come back in one tick, and one look serves all of them. */
  left () {
    if (this.#isLookQueued || (this.#waiting.length === 0 && this.held === 0)) return
    this.#isLookQueued = true
    queueMicrotask(() => this.look())
  }

  /** Resolves when there is room. */
  ready () {
    if (this.#waiting.length > 0 || !this.#hasRoomToGrant) {
      return new Promise((resolve) => { this.#waiting.push({ resolve }) })
    }
    this.#grant()
    return Promise.resolve()
  }

  /** There may be room: lets in jobs that are held back, and resolves calls of `ready()`. */
  look () {
    this.#isLookQueued = false
    this.#letIn()
    this.#tellWaiting()
  }

  /** The pool closes: only jobs that are held back already will be let in. */
  close () {
    for (const { resolve } of this.#waiting.splice(0)) rejectAtAwait(closedError(this.#ledger.label), resolve)
  }

  /** Fails the jobs that are held back. Returns how many there were. */
  failHeld (makeError) {
    const held = this.#held.flatMap((queue) => [...queue])
    for (const { job } of held) job.fail(makeError())
    return held.length
  }

  /** How many more jobs may come in. */
  get #room () {
    const { maxThreads, concurrency, maxQueue } = this.#limits
    return maxThreads * concurrency + maxQueue - this.#ledger.inFlight
  }

  get #hasRoomToGrant () {
    return this.held === 0 && this.#room > this.#granted
  }

  #letIn () {
    for (const queue of this.#held) {
      for (const held of queue) {
        if (this.#room <= 0) return
        queue.delete(held)
        cancelTimeout(held.timer)
        try {
          this.#send(held.job, held.data, held.run)
        } catch (error) {
          held.job.fail(error)
        }
      }
    }
  }

  /** Resolves calls of `ready()` while there is room. */
  #tellWaiting () {
    while (this.#waiting.length > 0 && this.#hasRoomToGrant) {
      this.#grant()
      this.#waiting.shift().resolve()
    }
  }

  /** A caller is told that there is room. What it leaves of that in this turn goes to others in the next one. */
  #grant () {
    this.#granted += 1
    if (this.#isTurnWatched) return
    this.#isTurnWatched = true
    setImmediate(() => {
      this.#isTurnWatched = false
      this.#granted = 0
      this.look()
    })
  }
}

/** The native side does not know of a job that is held back, so a timer here gives it up. */
function startTimer (job) {
  if (job.deadline === undefined) return undefined
  const delay = Math.min(job.deadline.at - now(), Number.MAX_SAFE_INTEGER)
  return setTimeout(() => giveUp(job, false), delay).unref()
}

module.exports = { Admission }
