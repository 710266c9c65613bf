// Who may come in where the queue has an end: jobs beyond it are refused or held back, and whoever asks is told when there is room again.
//
// A job waits if there are more in flight than threads to run them. So whether there is room follows from what this thread knows, and no
// message tells it that a job has started: one starts when another has come back. Jobs that are held back have not been cloned.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { now } = require('../timers/clock.js')
const { closedError } = require('../errors.js')
const { nextTick, queueMicrotask, setImmediate } = require('../event-loop.js')
const { giveUp } = require('./time-limit.js')
const { setTimeout, cancelTimeout } = require('../timers/timers.js')

const PRIORITY_SHIFT = 8

class Admission {
  /** Whether so many wait that producers should pause: from when the queue was full until nobody waits. */
  needsDrain = false
  #ledger
  #limits
  #events
  #send
  /** By priority, in order. @type {Set<{ job: import('./job.js').Job, data: any, run: any, timer: any }>[]} */
  #held = [new Set(), new Set(), new Set()]
  /** Who waits for room. @type {{ resolve: () => void, reject: (error: any) => void }[]} */
  #waiting = []
  #isLookQueued = false

  /**
   * @param {import('./ledger.js').Ledger} ledger
   * @param {any} limits
   * @param {import('node:events').EventEmitter} events
   * @param {(job: import('./job.js').Job, data: any, run: any) => void} send submits a job
   */
  constructor (ledger, limits, events, send) {
    this.#ledger = ledger
    this.#limits = limits
    this.#events = events
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

  /** Keeps a job here until there is room. */
  hold (job, data, run) {
    const queue = this.#held[job.flags >> PRIORITY_SHIFT & 3]
    // Nobody but this thread knows of the job yet.
    const timer = job.deadline === undefined ? undefined : setTimeout(() => giveUp(job, false), Math.min(job.deadline.at - now(), Number.MAX_SAFE_INTEGER)).unref()
    // When it is let in, somebody else's call may be what has made room.
    const held = { job, data: typeof data === 'function' ? AsyncResource.bind(data) : data, run, timer }
    queue.add(held)
    const { unwatch } = job
    job.unwatch = () => {
      queue.delete(held)
      cancelTimeout(timer)
      if (unwatch !== undefined) unwatch()
    }
    this.entered()
  }

  /** A job was let in, or is held back. */
  entered () {
    if (this.needsDrain || this.#room > 0) return
    this.needsDrain = true
    nextTick(() => this.#events.emit('needsDrain'))
  }

  /** A job has come back. Many do in one tick: they are looked at together. */
  left () {
    if (this.#isLookQueued || !(this.needsDrain || this.#waiting.length > 0)) return
    this.#isLookQueued = true
    queueMicrotask(() => this.look())
  }

  /** Resolves when there is room. */
  async ready () {
    if (this.isFull || this.#waiting.length > 0) {
      await new Promise((resolve, reject) => { this.#waiting.push({ resolve, reject }) })
    }
  }

  /** There may be room: lets in who is held back, and tells who waits. */
  look () {
    this.#isLookQueued = false
    this.#letIn()
    this.#tellWaiting()
    if (this.needsDrain && this.held === 0 && this.#ledger.inFlight <= this.#drained) {
      this.needsDrain = false
      nextTick(() => this.#events.emit('drain'))
    }
  }

  /** The pool closes: nobody will be let in who is not held back already. */
  close () {
    for (const { reject } of this.#waiting.splice(0)) reject(closedError())
  }

  /** Nobody will be let in. */
  abandon () {
    for (const queue of this.#held) for (const { job } of queue) job.fail(closedError())
  }

  get #capacity () {
    return this.#limits.maxThreads * this.#limits.concurrency
  }

  /** How many more jobs may come in. */
  get #room () {
    const { maxQueue, maxThreads } = this.#limits
    return this.#capacity + (maxQueue === 'auto' ? maxThreads ** 2 : maxQueue) - this.#ledger.inFlight
  }

  /** With no more jobs in flight nobody waits. */
  get #drained () {
    return this.#limits.maxQueue === 0 ? this.#capacity - 1 : this.#capacity
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

  /** Tells as many as there is room for. What they leave is for the others, a turn later. */
  #tellWaiting () {
    if (this.isFull || this.#waiting.length === 0) return
    for (const { resolve } of this.#waiting.splice(0, this.#room)) resolve()
    if (this.#waiting.length > 0) setImmediate(() => this.look())
  }
}

module.exports = { Admission }
