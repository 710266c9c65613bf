// Runs a task over many items, as an async iterator that takes items in only as fast as results are taken out.
//
// An async generator would be shorter, but it takes three times as long for each result. This file is longer than
// others because the items under way are one state. The iterable is the user's code, so it is never called while
// outcomes are being read.
'use strict'

const { stop } = require('./abort.js')
const { abortError, optionError } = require('../errors.js')
const { CANCELLABLE, Job } = require('./job.js')
const { queueMicrotask } = require('../event-loop.js')
const { Pace } = require('./pace.js')
const { mistake, refusal } = require('./refusal.js')

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function * () {}).prototype)

/** Holds an item from the moment when it is taken in until its result is taken out. Then another item uses the cell. */
class Cell {
  /** @type {Job | undefined} */
  job = undefined
  value = undefined
  isDone = false
  /** The next cell in the line, or on the free list. @type {Cell | undefined} */
  next = undefined
  succeed
  fail
}

class Mapping {
  #iterable
  /** @type {Iterator<any> | AsyncIterator<any> | undefined} */
  #iterator
  #submit
  #ledger
  #abortGrace
  /** The flags of each job. */
  #flags
  #run
  #signal
  #isOrdered
  /** How many items may be under way. */
  #pace
  /** How many items are under way: taken in, and their results not taken out. */
  #underWay = 0
  /**
   * The line of cells, in the order in which results are taken out. If results come in any order, the line has only
   * the cells that are done.
   */
  #first
  #last
  #free
  /** @type {Cell[]} */
  #cells = []
  /** The calls of `next()` that wait. */
  #waiting = []
  #isAsync = false
  #isPulling = false
  /** Whether there are no more items. */
  #isExhausted = false
  /** Whether no more results are given out. */
  #isOver = false
  /** The failure, until a call of `next()` has rejected with it. @type {{ error: any } | undefined} */
  #failure
  #pull = () => this.#isAsync ? this.#pullAsync() : this.#pullSync()
  #onAbort = () => this.#fail(abortError(this.#signal.reason), this.#signal.reason)

  /**
   * @param {Iterable<any> | AsyncIterable<any>} iterable
   * @param {{
   *   signal?: AbortSignal,
   *   isOrdered: boolean,
   *   pace: { limit: number, count: () => void },
   *   abortGrace: number,
   *   flags: number,
   *   run: any
   * }} options
   * @param {import('./ledger.js').Ledger} ledger
   * @param {(job: Job, data: any) => void} submit
   */
  constructor (iterable, { signal, isOrdered, pace, abortGrace, flags, run }, ledger, submit) {
    this.#iterable = iterable
    this.#signal = signal
    this.#isOrdered = isOrdered
    this.#pace = pace
    this.#abortGrace = abortGrace
    this.#flags = flags
    this.#run = run
    this.#ledger = ledger
    this.#submit = submit
  }

  next () {
    if (this.#first?.isDone && this.#waiting.length === 0) {
      const value = this.#take()
      // Items are taken in many at a time, so that they are submitted as one batch.
      if (this.#underWay <= this.#pace.limit >>> 1) this.#pull()
      return Promise.resolve({ value, done: false })
    }
    if (this.#isOver && this.#waiting.length === 0) return this.#tellEnd()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      if (this.#iterator === undefined) this.#start()
      else this.#pull()
    })
  }

  async return (value) {
    if (!this.#isOver) {
      this.#end()
      this.#stopJobs(abortError(undefined, 'The iteration was ended'))
      await this.#closeIterator()
    }
    return { value, done: true }
  }

  async throw (error) {
    await this.return()
    throw error
  }

  [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')] () {
    return this.return()
  }

  #start () {
    const signal = this.#signal
    if (signal?.aborted) return this.#onAbort()
    signal?.addEventListener('abort', this.#onAbort)
    try {
      const iterable = /** @type {any} */ (this.#iterable)
      this.#isAsync = typeof iterable[Symbol.asyncIterator] === 'function'
      this.#iterator = this.#isAsync ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]()
    } catch (error) {
      this.#isExhausted = true
      return this.#fail(error)
    }
    this.#pull()
  }

  get #hasRoom () {
    return !this.#isOver && !this.#isExhausted && this.#underWay < this.#pace.limit
  }

  #pullSync () {
    if (this.#isPulling) return
    this.#isPulling = true
    try {
      while (this.#hasRoom) this.#receive(this.#iterator.next())
    } catch (error) {
      this.#isExhausted = true
      this.#fail(error)
    }
    this.#isPulling = false
  }

  async #pullAsync () {
    if (this.#isPulling) return
    this.#isPulling = true
    try {
      while (this.#hasRoom) this.#receive(await this.#iterator.next())
    } catch (error) {
      this.#isExhausted = true
      this.#fail(error)
    }
    this.#isPulling = false
  }

  #receive (step) {
    if (this.#isOver) return
    if (step.done) {
      this.#isExhausted = true
      if (this.#underWay === 0) this.#end()
    } else {
      this.#send(step.value)
    }
  }

  #send (item) {
    const cell = this.#free ?? this.#newCell()
    this.#free = cell.next
    cell.next = undefined
    this.#underWay += 1
    if (this.#isOrdered) this.#append(cell)
    const job = new Job(this.#ledger, cell.succeed, cell.fail, this.#run)
    job.flags = this.#flags
    try {
      this.#submit(job, item)
      cell.job = job
    } catch (error) {
      // The pool is closed.
      this.#fail(error)
    }
  }

  #newCell () {
    const cell = new Cell()
    cell.succeed = (value) => this.#arrive(cell, value)
    cell.fail = (error) => this.#fail(error)
    this.#cells.push(cell)
    return cell
  }

  #append (cell) {
    if (this.#first === undefined) this.#first = cell
    else this.#last.next = cell
    this.#last = cell
  }

  #arrive (cell, value) {
    if (this.#isOver) return
    cell.value = value
    cell.isDone = true
    if (!this.#isOrdered) this.#append(cell)
    if (this.#waiting.length === 0 || !this.#first.isDone) return
    while (this.#waiting.length > 0 && this.#first?.isDone) {
      this.#waiting.shift().resolve({ value: this.#take(), done: false })
    }
    if (this.#waiting.length > 0) queueMicrotask(this.#pull)
  }

  #take () {
    const cell = this.#first
    const { value } = cell
    this.#first = cell.next
    cell.next = this.#free
    cell.job = cell.value = undefined
    cell.isDone = false
    this.#free = cell
    this.#underWay -= 1
    this.#pace.count()
    if (this.#isExhausted && this.#underWay === 0) this.#end()
    return value
  }

  #fail (error, reason = error) {
    if (this.#isOver) return
    this.#isOver = true
    this.#failure = { error: refusal(error, this.#run, this.#ledger) }
    // Outcomes may be read at this moment. The iterator is closed and the failure is told after that.
    queueMicrotask(() => {
      this.#stopJobs(error, reason)
      this.#closeIterator().catch(() => {})
      this.#end()
    })
  }

  /** Gives out no more results, and settles the calls that wait. */
  #end () {
    this.#isOver = true
    this.#first = undefined
    this.#signal?.removeEventListener('abort', this.#onAbort)
    for (const { resolve } of this.#waiting.splice(0)) resolve(this.#tellEnd())
  }

  #tellEnd () {
    const failure = this.#failure
    if (failure === undefined) return Promise.resolve({ value: undefined, done: true })
    this.#failure = undefined
    return Promise.reject(failure.error)
  }

  #stopJobs (error, reason) {
    for (const { job } of this.#cells) {
      if (job === undefined || job.isSettled) continue
      job.fail(error)
      stop(job, reason, this.#abortGrace)
    }
  }

  async #closeIterator () {
    if (this.#isExhausted || this.#iterator === undefined) return
    this.#isExhausted = true
    const closed = this.#iterator.return?.()
    // An item that the iterator has been asked for may never come, so nothing waits for it.
    if (!this.#isPulling) await closed
    else Promise.resolve(closed).catch(() => {})
  }
}

Object.setPrototypeOf(Mapping.prototype, AsyncIteratorPrototype)

/**
 * @param {any} iterable
 * @param {any} run what to run for each item, with the map's own options
 * @param {{ threads: number, abortGrace: number }} poolOptions
 * @param {import('./ledger.js').Ledger} ledger
 * @param {(job: Job, data: any, run: any) => void} submit
 */
function openMapping (iterable, run, { threads, abortGrace }, ledger, submit) {
  const { concurrency, ordered, signal } = run
  // The map itself hears its signal.
  const itemRun = { ...run, signal: undefined }
  if (typeof iterable?.[Symbol.asyncIterator] !== 'function' && typeof iterable?.[Symbol.iterator] !== 'function') {
    throw mistake(optionError(TypeError, 'iterable', 'an iterable or an async iterable', iterable), run.site)
  }
  const pace = concurrency === undefined ? new Pace(threads) : { limit: concurrency, count () {} }
  // A script can be recalled without a ticket. A native task looks at its ticket to see whether it must stop.
  const flags = itemRun.task.native === undefined ? 0 : CANCELLABLE
  const options = { signal, isOrdered: ordered, pace, abortGrace, flags, run: itemRun }
  return new Mapping(iterable, options, ledger, (job, data) => submit(job, data, itemRun))
}

module.exports = { openMapping }
