// The plain threads of a pool that runs only native tasks, which need no JavaScript engine.
'use strict'

const binding = require('../binding.js')
const { threadError } = require('../errors.js')
const { Crew } = require('./crew.js')
const { doSoon } = require('../job/overdue.js')
const { Task } = require('../job/task.js')

/** @augments {Crew<{ isLeaving: boolean, isReady: boolean, seat: number, shown: { seat: number, name: string } }>} */
class NativeCrew extends Crew {
  /** How many threads nested jobs could use: native tasks submit no jobs. */
  demand = 0
  /** How many jobs a thread takes at a time. */
  limit = 1
  #id
  #label
  /** The crew that takes over from this one. @type {any} */
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
    super(home, ledger, limits)
    this.#label = label
    this.#id = binding.poolId(this.handle)
    home.onLeft(this.#id, (seat) => this.#left(seat))
  }

  /** Whether the crew accepts no more jobs. */
  get isEnding () {
    return this.#closing !== undefined
  }

  get threads () {
    return this.seating.staying.map((thread) => thread.shown)
  }

  /** What people call the thread on a seat. */
  nameOf (seat) {
    return `${this.#label}-${seat}`
  }

  /** A plain thread has no id that Node knows. */
  threadIdOf () {
    return undefined
  }

  /** What the number of a task in a trace stands for. */
  taskOf (isNative, number) {
    return new Task({ native: binding.taskName(number) })
  }

  /** The seats of the threads that stay. */
  get seats () {
    return this.threads.map(({ seat }) => seat)
  }

  /**
   * Plain threads post no messages. This replaces the threads that have left, for instance after `maxTasksPerWorker`
   * jobs: nothing else does while runSync() blocks.
   */
  readMessages () {
    this.staff.startMissing()
  }

  /** Always `false`: a plain thread itself tells the home, by a record, that it has left its seat. */
  hasLeft () {
    return false
  }

  /** Always 0: native tasks submit no jobs. */
  parentsOn () {
    return 0
  }

  /** Always `undefined`: the system refuses a plain thread at once. */
  refusalOf () {
    return undefined
  }

  /** Always -1: a plain thread can't be ended because of the job that it has in hand. */
  seatOf () {
    return -1
  }

  /** Starts one more thread. */
  hire () {
    const thread = { isLeaving: false, isReady: true, seat: -1, shown: { seat: -1, name: '' } }
    const seat = thread.seat = this.seating.add(thread)
    thread.shown = Object.freeze({ seat, name: `${this.#label}-${seat}` })
    const refused = binding.spawnThread(this.handle, seat, this.#label)
    if (refused === 0) return
    this.seating.remove(seat)
    throw threadError('a thread of the pool', refused)
  }

  /** Resolves when the accepted jobs are done and the last thread has left. */
  close () {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /**
   * Like `close`, but cancels the jobs that no thread has taken. A native task that runs stops when it next looks
   * whether it must: nothing can stop it safely from outside.
   */
  destroy () {
    if (this.handle >= 0) binding.abandonPool(this.handle)
    return this.close()
  }

  #left (seat) {
    this.recycling.ended(this.seating.at(seat))
    this.seating.remove(seat)
    // Later: outcomes are being read right now, and no thread must be hired in the middle of that.
    doSoon(() => this.staff.startMissing())
    if (this.seating.all.length === 0) this.#onGone()
  }

  async #close () {
    this.home.ref()
    // Staged jobs go to the queue first. Submitted later, they would lie in a queue that nobody looks at.
    this.home.flush()
    binding.closePool(this.handle)
    if (this.seating.all.length > 0) await new Promise((resolve) => { this.#onGone = resolve })
    this.staff.end()
    if (this.home.isReading) await this.home.whenRead()
    this.home.collectAll()
    this.home.onLeft(this.#id, undefined)
    this.onLeave(true)
    if (this.successor?.handle >= 0) binding.takeOver(this.successor.handle, this.handle)
    this.drop()
  }
}

module.exports = { NativeCrew }
