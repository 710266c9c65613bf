// The plain Rust threads of a pool that runs native tasks only.
'use strict'

const binding = require('../binding.js')
const { nextTick } = require('../event-loop.js')
const { Seating } = require('./seating.js')
const { Staff } = require('./staff.js')
const { readIdle } = require('./idle-seats.js')

class NativeCrew {
  /** @type {Seating<{ isLeaving: boolean, shown: { seat: number, name: string } }>} */
  seating = new Seating()
  /** Threads to be started after a pause: there are none here. */
  pausing = 0
  /** How many threads nested jobs could use: native tasks submit none. */
  demand = 0
  /** Why no thread can run, once that is known. @type {Error | undefined} */
  broken = undefined
  /** How many jobs a thread takes at a time. */
  limit = 1
  #home
  #id
  #label
  /** Called, with `true`, before the pool is forgotten. */
  onLeave = (isLast) => {}
  /** The crew that takes its place. @type {any} */
  successor = undefined
  #onGone = () => {}
  /** @type {Promise<void> | undefined} */
  #closing

  /**
   * @param {import('../home/home.js').Home} home
   * @param {import('../job/ledger.js').Ledger} ledger
   * @param {any} limits
   * @param {string} [label]
   */
  constructor (home, ledger, limits, label = 'oxpool') {
    this.#home = home
    this.#label = label
    this.handle = binding.openPool(home.handle, limits.quota, limits.niceness, limits.isTimed)
    this.#id = binding.poolId(this.handle)
    this.staff = new Staff(this, ledger, limits)
    home.onLeft(this.#id, (seat) => this.#left(seat))
  }

  /** Starts the first threads. */
  start () {
    this.staff.start()
  }

  /** Whether jobs are taken no more. */
  get isEnding () {
    return this.#closing !== undefined
  }

  get threads () {
    return this.seating.staying.map((thread) => thread.shown)
  }

  /** What the threads have done. */
  stats () {
    return binding.poolStats(this.handle)
  }

  /** A thread for people. */
  nameOf (seat) {
    return `${this.#label}-${seat}`
  }

  /** Plain threads have none that Node knows. */
  threadIdOf () {
    return undefined
  }

  /** What the number of a task in a trace stands for. */
  taskOf (isNative, number) {
    return { native: binding.taskName(number) }
  }

  /** How many jobs no thread has taken. */
  get queued () {
    return this.handle < 0 ? 0 : binding.queued(this.handle)
  }

  /** The seats of the threads that stay. */
  get seats () {
    return this.threads.map(({ seat }) => seat)
  }

  /** Plain threads post nothing. Those that have left, after their last job, are replaced. */
  readMessages () {
    this.staff.startMissing()
  }

  /** Plain threads say themselves that they leave. */
  hasLeft () {
    return false
  }

  /** Which seat's worker has the job in hand: none that could be ended. */
  seatOf () {
    return -1
  }

  /** Starts one more thread. */
  hire () {
    const thread = { isLeaving: false, shown: { seat: -1, name: '' } }
    const seat = this.seating.add(thread)
    thread.shown = Object.freeze({ seat, name: `${this.#label}-${seat}` })
    try {
      binding.spawnThread(this.handle, seat, this.#label)
    } catch (error) {
      this.seating.remove(seat)
      throw error
    }
  }

  /** Has the thread on a seat leave when it has done what it has in hand. */
  dismiss (seat) {
    this.seating.at(seat).isLeaving = true
    binding.dismiss(this.handle, seat)
  }

  /** The threads that have nothing to do, the longest first. */
  idle () {
    return readIdle(this)
  }

  /** No thread can be started, and there is none. */
  giveUp (error) {
    this.broken = error
    // What is staged would come to a queue that nobody looks at any more.
    this.#home.flush()
    binding.abandonPool(this.handle)
    this.staff.giveUp()
  }

  /** Resolves when the accepted jobs are done and the last thread has left. */
  close () {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** As `close`, but what no thread has taken is cancelled. A running kernel has to look round first: nothing can stop it safely from outside. */
  destroy () {
    if (this.handle >= 0) binding.abandonPool(this.handle)
    return this.close()
  }

  #left (seat) {
    this.seating.remove(seat)
    // A tick later: outcomes are being read, and whoever is hired must not be in the middle of that.
    nextTick(() => this.staff.startMissing())
    if (this.seating.all.length === 0) this.#onGone()
  }

  async #close () {
    this.#home.ref()
    // What is staged would come to a queue that nobody looks at any more.
    this.#home.flush()
    binding.closePool(this.handle)
    if (this.seating.all.length > 0) await new Promise((resolve) => { this.#onGone = resolve })
    this.staff.end()
    this.#home.collectAll()
    this.#home.onLeft(this.#id, undefined)
    this.onLeave(true)
    if (this.successor?.handle >= 0) binding.takeOver(this.successor.handle, this.handle)
    binding.dropPool(this.#home.handle, this.handle)
    this.handle = -1
    this.#home.unref()
  }
}

module.exports = { NativeCrew }
