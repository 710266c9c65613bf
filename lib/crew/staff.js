// Decides how many threads a crew has: never fewer than `minThreads`, up to `maxThreads` while jobs need them, and
// fewer again when threads have nothing to do.
//
// How many threads are needed follows only from the jobs in flight, and not from which threads look idle at the moment:
// a thread that has handed in its outcome is free, even if it has not said so yet.
'use strict'

const { startTimer, stopTimer } = require('../event-loop.js')

/** The shortest pause between two looks for idle threads, in milliseconds, even if `idleTimeout` is shorter. */
const SHORTEST_LOOK = 10
/** How long to wait, in milliseconds, before the system is asked again for a thread that it has refused. */
const RETRY = 1000

class Staff {
  /** If more jobs than this are in flight, another thread is needed. */
  growsAbove = Infinity
  /** If no more jobs than this are in flight, each of them has a thread that is free for it or will be started. */
  takesUpTo = 0
  #crew
  #ledger
  #limits
  #growth
  #isStarted = false
  /** Whether there must be `minThreads` threads even if no job needs them: until the pool closes. */
  #keepsMinimum = true
  /** Fires when a thread may have been idle for too long. */
  #look
  /** Fires when the system, which has refused a thread, is to be asked again. */
  #retry
  /** Resolves the promises of `resize` calls that wait for the pool to have its size. @type {(() => void)[]} */
  #waiting = []

  /**
   * @param {any} crew has `seating`, `pausing` and `demand` (threads that are needed beside those for the jobs in
   * flight), and the methods `hire`, `dismiss`, `idle` and `giveUp`
   * @param {import('../job/ledger.js').Ledger} ledger
   * @param {import('../options/pool-size.js').Limits} limits the pool changes them when it is resized
   * @param {Int32Array} [growth] shared with the threads: first whether there may be more threads (not 0), then
   * `maxThreads`
   */
  constructor (crew, ledger, limits, growth = new Int32Array(2)) {
    this.#growth = growth
    this.#crew = crew
    this.#ledger = ledger
    this.#limits = limits
  }

  /** Starts the first threads. Throws if there can't be even one. */
  start () {
    this.#isStarted = true
    const error = this.#fill()
    if (error !== undefined && this.#isEmpty) throw error
  }

  /** Starts the first threads for jobs that wait already. */
  startLate () {
    this.#isStarted = true
    this.startMissing()
  }

  /** A job needs a thread, or a thread has left: starts the threads that are missing. */
  startMissing () {
    const error = this.#fill()
    if (error === undefined || !this.#isEmpty) return
    if (error.code === 'ERR_OXPOOL_SYSTEM') this.#crew.refuse(error)
    else this.#crew.giveUp(error)
  }

  /** The system has refused a thread that seemed to have started. The threads that there are go on without it. */
  refused (error) {
    this.#tryLater()
    if (this.#isEmpty) this.#crew.refuse(error)
  }

  /** Makes sure that at least one thread stays: starts one now if there is none, even if others start after a pause. */
  ensureOne () {
    if (!this.#isStarted || this.#crew.isEnding || this.#crew.broken !== undefined) return
    if (this.#crew.seating.staying.length > 0) return
    this.#crew.hire()
    this.#settle()
  }

  /** The limits have changed. Resolves when the number of threads is within them. */
  async resize () {
    const error = this.#fill()
    const surplus = this.#crew.seating.staying.length - this.#limits.maxThreads
    for (const seat of this.mostDispensable.slice(0, Math.max(0, surplus))) this.#crew.dismiss(seat)
    this.#settle()
    if (error !== undefined) throw error
    if (this.#hasItsSize) return
    const { home } = this.#ledger
    // Threads that leave don't keep the process alive, but the caller waits for them.
    home.ref()
    await new Promise((resolve) => { this.#waiting.push(resolve) })
    home.unref()
  }

  /** No more jobs will come: a thread that leaves is replaced only if a job in flight needs it. */
  dropMinimum () {
    this.#keepsMinimum = false
  }

  /** No thread will be started any more. */
  giveUp () {
    this.growsAbove = Infinity
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** The crew ends. */
  end () {
    this.giveUp()
    stopTimer(this.#look)
    stopTimer(this.#retry)
    this.#look = this.#retry = undefined
  }

  /** How many threads stay or will start after a pause. */
  get #size () {
    return this.#crew.seating.staying.length + this.#crew.pausing
  }

  get #needed () {
    const { minThreads, maxThreads, concurrency } = this.#limits
    const forJobs = Math.ceil((this.#ledger.inFlight + this.#crew.demand) / concurrency)
    return Math.min(maxThreads, Math.max(this.#keepsMinimum ? minThreads : 0, forJobs))
  }

  /** How many threads are needed and not there, because the system has refused them. */
  get lacking () {
    return Math.max(0, this.#needed - this.#size)
  }

  /** Whether more threads than `minThreads` stay. A thread that is yet to be started does not count. */
  get #hasSpare () {
    return this.#crew.seating.staying.length > this.#limits.minThreads
  }

  /** The seats, beginning with those whose threads the pool needs least: idle threads come first. */
  get mostDispensable () {
    const idle = this.#crew.idle().map(({ seat }) => seat)
    return [...new Set([...idle, ...this.#crew.seating.occupied])]
  }

  get #hasItsSize () {
    const { minThreads, maxThreads } = this.#limits
    const { seating, broken } = this.#crew
    if (broken !== undefined) return true
    return this.#isStarted && seating.staying.length >= minThreads && seating.all.length <= maxThreads
  }

  get #isEmpty () {
    return this.#crew.seating.all.length === 0
  }

  /** Starts the threads that are missing. Returns the error if one could not be started. */
  #fill () {
    if (!this.#isStarted || this.#crew.isEnding || this.#crew.broken !== undefined) return
    try {
      while (this.#size < this.#needed) this.#crew.hire()
    } catch (error) {
      this.#settle()
      this.#tryLater()
      return error
    }
    this.#settle()
  }

  /**
   * A thread could not be started. Until the pause is over, only a thread that leaves makes the crew try again or, if
   * there is no thread, a job.
   */
  #tryLater () {
    if (!this.#isEmpty) this.growsAbove = Infinity
    this.#retry ??= startTimer(() => {
      this.#retry = undefined
      this.startMissing()
      this.#crew.recycling.look()
    }, RETRY)
  }

  /** The size has changed, or the limits have. */
  #settle () {
    const { maxThreads, concurrency, idleTimeout } = this.#limits
    const size = this.#size
    this.takesUpTo = maxThreads * concurrency
    this.growsAbove = size < maxThreads ? size * concurrency : Infinity
    this.#growth[0] = Number(size < maxThreads)
    this.#growth[1] = maxThreads
    if (this.#hasSpare && idleTimeout !== Infinity) this.#lookIn(idleTimeout)
    if (this.#hasItsSize) for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #lookIn (ms) {
    this.#look ??= startTimer(() => {
      this.#look = undefined
      this.#dismissIdle()
    }, Math.max(ms, SHORTEST_LOOK))
  }

  #dismissIdle () {
    const { idleTimeout } = this.#limits
    let next = idleTimeout
    let spare = this.#crew.seating.staying.length - this.#needed
    for (const { seat, ms } of this.#crew.idle()) {
      if (ms < idleTimeout) {
        next = Math.min(next, idleTimeout - ms)
      } else if (spare > 0) {
        spare -= 1
        this.#crew.dismiss(seat)
      }
    }
    if (this.#hasSpare) this.#lookIn(next)
    this.#settle()
  }
}

module.exports = { Staff }
