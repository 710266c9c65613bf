// What both kinds of crew have: a native pool, its seats, and how many threads sit on them.
'use strict'

const binding = require('../binding.js')
const { readIdle } = require('./idle-seats.js')
const { Recycling } = require('./recycling.js')
const { Seating } = require('./seating.js')
const { Staff } = require('./staff.js')
const { readSeats } = require('./thread-stats.js')

/** @template {{ isLeaving: boolean }} T a thread */
class Crew {
  /** @type {Seating<T>} */
  seating = new Seating()
  /** How many threads will be started after a pause. */
  pausing = 0
  /** Why no thread can run, once that is known. @type {Error | undefined} */
  broken = undefined
  /** What each seat had counted when the counts began anew. @type {ReturnType<typeof readSeats>} */
  seatsAtReset = new Map()
  /** Called before a thread is forgotten; with `true` before the native pool is dropped. */
  onLeave = (isLast) => {}
  /** @protected */
  home

  /**
   * @param {import('../home/home.js').Home} home
   * @param {import('../job/ledger.js').Ledger} ledger
   * @param {any} limits
   * @param {Int32Array} [growth] see `Staff`
   */
  constructor (home, ledger, limits, growth) {
    this.home = home
    /** The native handle, or -1 when the pool has been dropped. */
    this.handle = binding.openPool(home.handle, limits.quota, limits.niceness, limits.isTimed)
    this.staff = new Staff(this, ledger, limits, growth)
    /** @protected */
    this.recycling = new Recycling(this, home)
  }

  /** Starts the first threads. */
  start () {
    this.staff.start()
  }

  /** What the threads have done. */
  stats () {
    return binding.poolStats(this.handle)
  }

  /** Begins these counts and the histograms anew. */
  resetStats () {
    if (this.handle < 0) return
    binding.resetStats(this.handle)
    this.seatsAtReset = readSeats(this.handle)
  }

  /** How many jobs no thread has taken. */
  get queued () {
    return this.handle < 0 ? 0 : binding.queued(this.handle)
  }

  /** The threads that have nothing to do, the longest idle first. */
  idle () {
    return readIdle(this)
  }

  /** Tells the thread on a seat to leave when it has finished the jobs in hand. */
  dismiss (seat) {
    const thread = /** @type {T} */ (this.seating.at(seat))
    thread.isLeaving = true
    binding.dismiss(this.handle, seat)
  }

  /** Replaces every thread. Resolves when the last of those that stay now has ended. */
  recycle () {
    return this.recycling.begin()
  }

  /** No thread is left, and a new one could not be started or would die too. */
  giveUp (error) {
    this.broken = error
    // Staged jobs go to the queue first. Submitted later, they would lie in a queue that nobody looks at.
    this.home.flush()
    binding.abandonPool(this.handle)
    this.staff.giveUp()
  }

  /**
   * The system refuses the first thread. The jobs that wait fail, since it may refuse threads for ever. Later jobs make
   * the crew try again.
   */
  refuse (error) {
    this.home.refuseWaiting(this, error)
  }

  /** The last thread has left: the native pool is dropped. @protected */
  drop () {
    binding.dropPool(this.home.handle, this.handle)
    this.handle = -1
    this.home.unref()
  }
}

module.exports = { Crew }
