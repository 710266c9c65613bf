// One Node Worker of a crew: its port to the pool, and how it ends.
//
// This file is long because what a thread is told, what it has said and how it ends depend on each other: each of its
// states decides which messages still count.
'use strict'

const path = require('node:path')
const { Worker, MessageChannel } = require('node:worker_threads')
const { reviveFailure } = require('../codec/failure.js')
const { isRefusal, unreadableError } = require('../errors.js')
const { startTimer, stopTimer } = require('../event-loop.js')
const { listenTo, readPort } = require('../port.js')
const { filesForThread } = require('./prepared-files.js')
const { Prints } = require('./prints.js')
const { bringHome } = require('../realm.js')
const { findShortage } = require('./shortage.js')
const { now } = require('../timers/clock.js')

/**
 * How many milliseconds longer than its grace a thread that tears down its files may live. It gives up by itself,
 * unless its files block it.
 */
const MARGIN = 1000
/**
 * After so many milliseconds without a sign of life from a new thread, a look tells whether the system lacks what the
 * thread needs. A thread usually needs a twentieth of that.
 */
const USUAL_START = 1000
/** A new thread that has given no sign of life for so long is taken for dead, whatever the reason. */
const LONGEST_START = 60_000
const MAIN = path.join(__dirname, '..', 'worker', 'start', 'main.js')

class Thread {
  /** Whether it has loaded its file. */
  isReady = false
  /** Whether it has said, before it took its seat, that it ends. */
  hasEnded = false
  /** Whether it still has sticky jobs: those of sticky broadcasts, which it runs before its first other job. */
  hasSticky = false
  /** Whether it takes no more jobs: it was told to leave, has said that it leaves, or is being terminated. */
  isLeaving = false
  /** Whether it has said that it leaves. It had no job then, and it takes no more, not even those for its seat. */
  isGone = false
  /** Whether somebody has ended it: the pool, or the user. */
  isTerminated = false
  /** Its seat in the crew, or -1 while it stands by. */
  seat = -1
  /**
   * Reads the segments that it writes to, once it has a seat.
   *
   * @type {import('../home/segments.js').Reader | undefined}
   */
  outcomes = undefined
  /** The error that ended it, if Node reported one. @type {unknown} */
  error = undefined
  /** Its sticky jobs. @type {import('../job/job.js').Job[]} */
  stickyJobs = []
  /** Whether the pool ended it because a job on it did not stop. */
  isCondemned = false
  /**
   * The jobs on it that did not stop in time, if there are any.
   *
   * @type {import('./deaf-jobs.js').DeafJobs | undefined}
   */
  deafJobs = undefined
  /** Whether Node reported the error that ended it. The error itself may be `undefined`. */
  hasFailed = false
  /** Whether the pool ended it because a sticky job on it did not stop. */
  hungInSticky = false
  /** How many jobs had been finished on its seat when it took the seat, or when its sticky jobs were done. */
  doneBefore = 0
  /** How many jobs had been finished on its seat when a thread of the crew last died. */
  doneSeen = 0
  /** How many more threads its nested jobs could use. */
  demand = 0
  #port
  /**
   * The first word changes after each message about a job in hand, so that a thread that never yields can see that
   * there is one. The second word is 1 from when the thread has begun to run this package's files. The third word says
   * how many of its jobs have nested jobs in flight.
   */
  #alarm = new Int32Array(new SharedArrayBuffer(12))
  #started = now()
  /** What the system lacked when this thread last looked for a sign of life. @type {any} */
  #shortage = undefined
  /** What the thread last told of its heap: see `lib/worker/heap-report.js`. */
  heap = new Float64Array(new SharedArrayBuffer(24))
  /** The values that came on the port, by slot, in order. @type {Map<number, { number: number, value: any }[]>} */
  #values = new Map()
  #onMessage = (message) => this.#receive(message)
  #grace
  #onReady
  #onLeaving
  #onTeardownFailed
  #onDemand
  #onNested

  /**
   * @param {object} workerOptions for `new Worker()`
   * @param {any} start what the thread needs to know: see `lib/worker/start/life.js`
   * @param {object} listeners
   * @param {() => void} listeners.onReady called when the thread has loaded its file
   * @param {() => void} listeners.onLeaving called when the thread says that it leaves, or is about to be terminated
   * @param {(error: any) => void} listeners.onTeardownFailed called with what a `teardown` has thrown
   * @param {() => void} listeners.onDemand called when `demand` has changed
   * @param {(message: any) => void} listeners.onNested called with each message about nested jobs
   */
  constructor (workerOptions, start, { onReady, onLeaving, onTeardownFailed, onDemand, onNested }) {
    this.#grace = start.nested.abortGrace
    this.#onDemand = onDemand
    this.#onTeardownFailed = onTeardownFailed
    this.#onReady = onReady
    this.#onLeaving = onLeaving
    this.#onNested = onNested
    // Made first: if it can't be started, no port must be closed.
    this.worker = new Worker(MAIN, workerOptions)
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    /** Kept here, since the Worker forgets its `threadId` when it ends. */
    this.threadId = this.worker.threadId
    /** What the thread prints. */
    this.prints = new Prints(this.worker, workerOptions)
    const prints = { ...this.prints.start, count: start.printCount }
    this.worker.postMessage(
      { ...start, files: filesForThread(), alarm: this.#alarm, heap: this.heap, port: port2, prints },
      [port2, prints.port]
    )
    this.#watchTerminate()
    listenTo(port1, this.#onMessage)
    port1.unref()
    this.worker.on('error', (error) => {
      this.error = bringHome(error)
      this.hasFailed = true
    })
  }

  /**
   * Looks whether it will never begin. Node tells that only to the event loop, which may be blocked. If so, `refusal`
   * says why.
   */
  isStillborn () {
    if (this.#hasBegun) return false
    const age = now() - this.#started
    if (age > USUAL_START) this.#shortage = findShortage()
    if (age > LONGEST_START) this.#shortage ??= new Error(`it has not begun after ${LONGEST_START} ms`)
    return this.#shortage !== undefined
  }

  /** Why the system has not let it start, if that is so. @type {any} */
  get refusal () {
    if (this.isReady) return undefined
    if (isRefusal(this.error)) return this.error
    return this.#hasBegun ? undefined : this.#shortage
  }

  /** How many of its jobs have nested jobs in flight. Such a job keeps no other job from being taken. */
  get parents () {
    return Atomics.load(this.#alarm, 2)
  }

  get #hasBegun () {
    return Atomics.load(this.#alarm, 1) !== 0
  }

  /** Whether it still runs its sticky jobs, or was ended because of them. */
  get isUnproven () {
    return this.hasSticky || this.hungInSticky
  }

  /** Gives the thread its seat: it takes jobs from now on, or from when it has loaded its file. */
  sit (seat, outcomes) {
    this.seat = seat
    this.outcomes = outcomes
    this.post({ type: 'sit', seat })
  }

  post (message, transferList) {
    this.#port.postMessage(message, transferList)
  }

  /** Posts a message about a job in hand. The alarm shows it even to a thread that never yields. */
  postNow (message) {
    this.#port.postMessage(message)
    Atomics.add(this.#alarm, 0, 1)
  }

  /**
   * The value with this number that came on the port for a slot. It was posted before the record that refers to it, so
   * it is here, unless this thread could not read it.
   */
  takeValue (slot, number) {
    this.readMessages()
    const values = this.#values.get(slot)
    if (values?.[0].number !== number) throw unreadableError()
    if (values.length === 1) this.#values.delete(slot)
    return bringHome(values.shift().value)
  }

  /** Reads the messages that the thread has posted, without waiting for the event loop. */
  readMessages () {
    readPort(this.#port, this.#onMessage)
  }

  close () {
    this.#port.close()
    this.prints.close()
  }

  /** The thread has no seat and is not needed: it leaves, but if it has not loaded its file yet, it is ended. */
  release () {
    if (!this.isReady) return this.worker.terminate()
    this.post({ type: 'sit', seat: -1 })
    this.#endIfBlocked()
  }

  /** Ends the thread if it can't leave because something blocks it. */
  #endIfBlocked () {
    if (this.#grace === Infinity) return
    const blocked = startTimer(() => this.worker.terminate(), this.#grace + MARGIN)
    this.worker.once('exit', () => stopTimer(blocked))
  }

  /** Ends the thread because a job on it does not stop. */
  condemn () {
    this.isCondemned = true
    this.worker.terminate()
  }

  #watchTerminate () {
    const { worker } = this
    const terminate = worker.terminate.bind(worker)
    worker.terminate = () => {
      this.#onLeaving()
      this.isLeaving = this.isTerminated = true
      return terminate()
    }
  }

  #receive (message) {
    switch (message.type) {
      case 'value':
        if (!this.#values.get(message.slot)?.push(message)) this.#values.set(message.slot, [message])
        break
      case 'ready':
        this.isReady = true
        this.#onReady()
        break
      case 'failed':
        this.error = Object.assign(new Error(message.message), { code: message.code })
        break
      case 'ended':
        this.hasEnded = true
        break
      case 'leaving':
        this.isGone = true
        this.#onLeaving()
        break
      case 'pong':
        this.deafJobs?.heard()
        break
      case 'teardown':
        this.#endIfBlocked()
        break
      case 'teardown-failed':
        this.#onTeardownFailed(reviveFailure(bringHome(message.failure)))
        break
      case 'demand':
        this.demand = message.count
        this.#onDemand()
        break
      default:
        this.#onNested(message)
    }
  }
}

module.exports = { Thread }
