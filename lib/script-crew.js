// The Node Workers of a pool: it starts them, tells them what they must know, and replaces those that die.
'use strict'

const binding = require('./binding.js')
const { crashError, workerFileError } = require('./errors.js')
const { relay } = require('./relay.js')
const { Reader } = require('./segments.js')
const { Thread } = require('./thread.js')
const { setTimeout } = require('./timers.js')

/** A thread that died before it was ready is replaced after a pause that doubles with each such death, in milliseconds. */
const SHORTEST_PAUSE = 50
const LONGEST_PAUSE = 5000
/** With so many such deaths in a row and no thread left, a file that once worked is given up. */
const MOST_FAILED_STARTS = 6

class ScriptCrew {
  /** Why no thread can run, once that is known. @type {Error | undefined} */
  broken = undefined
  /** Called with the seat of each thread that is started, before it takes its first job. */
  onBirth = (seat) => {}
  #home
  #events
  #workerOptions
  #defaultTask
  #settings
  /** @type {(Thread | undefined)[]} */
  #seats
  /** @type {Map<string, number>} */
  #taskIds = new Map()
  #tasks = []
  /** @type {Map<number, WeakRef<SharedArrayBuffer>>} */
  #shared = new Map()
  #hasBeenReady = false
  /** Deaths before ready, in a row. */
  #failedStarts = 0
  #isStarted = false
  #isClosing = false
  /** @type {Promise<void> | undefined} */
  #closing
  #onGone = () => {}

  /**
   * @param {import('./home.js').Home} home
   * @param {number} threads
   * @param {object} workerOptions for `new Worker()`
   * @param {import('./task.js').Task | undefined} defaultTask loaded by each thread before its first job
   * @param {import('node:events').EventEmitter} events
   * @param {{ limit: number, nest: object }} settings how many jobs a thread runs at a time, and what its own jobs' jobs are: see `lib/worker/nest.js`
   */
  constructor (home, threads, workerOptions, defaultTask, events, settings) {
    this.#home = home
    this.#events = events
    this.#workerOptions = workerOptions
    this.#defaultTask = defaultTask
    this.#settings = settings
    this.handle = binding.openPool(home.handle, threads)
    this.#seats = new Array(threads).fill(undefined)
    if (defaultTask !== undefined) this.taskId(defaultTask)
  }

  /** Whether jobs are taken no more. */
  get isEnding () {
    return this.#isClosing
  }

  /** Starts every thread, once. */
  start () {
    if (this.#isClosing || this.#isStarted) return
    this.#isStarted = true
    for (let seat = 0; seat < this.#seats.length; seat += 1) this.#start(seat)
  }

  /** The live threads' Workers. */
  get threads () {
    return this.#live().map((thread) => thread.worker)
  }

  /** Their seats, in the same order. */
  get seats () {
    return this.#live().map((thread) => thread.seat)
  }

  /** How many jobs from others a thread takes at a time. */
  get limit () {
    return this.#settings.limit
  }

  /** Receives what the threads have posted, without waiting for the event loop. */
  hear () {
    for (const thread of this.#live()) thread.drain()
  }

  /** Whether the thread on a seat has ended, which the event loop may not have said yet. */
  hasLeft (seat) {
    return binding.hasLeft(this.handle, seat)
  }

  /** What the threads have done. */
  stats () {
    return binding.poolStats(this.handle)
  }

  /** The number by which jobs name a task. The threads learn of it before any job that does. */
  taskId (task) {
    let id = this.#taskIds.get(task.key)
    if (id === undefined) {
      id = this.#tasks.length
      this.#taskIds.set(task.key, id)
      this.#tasks.push({ url: task.url, name: task.name, source: task.source })
      this.#tell({ type: 'task', id, task: this.#tasks[id] })
    }
    return id
  }

  /** Makes a SharedArrayBuffer known to every thread. */
  share (id, buffer) {
    if (this.#shared.has(id)) return
    this.#shared.set(id, new WeakRef(buffer))
    this.#tell({ type: 'share', id, buffer })
  }

  /** The submitter's buffer has been collected: the threads let go of it too. */
  unshare (id) {
    if (this.#shared.delete(id)) this.#tell({ type: 'unshare', id })
  }

  sendParcel (seat, slot, parcel) {
    this.#seats[seat]?.post({ type: 'parcel', origin: 0, slot, parcel }, [parcel])
  }

  /** The segments that the thread on a seat writes outcomes to. */
  outcomesOf (seat) {
    return /** @type {Thread} */ (this.#seats[seat]).outcomes
  }

  takeOutcome (seat, slot) {
    return this.#seats[seat]?.takeValue(slot)
  }

  /** Lets the job on a seat yield so many values more. */
  credit (seat, slot, count) {
    this.#seats[seat]?.postNow({ type: 'credit', slot, count })
  }

  /** Raises the signal of the job on a seat. */
  raise (seat, slot, reason) {
    try {
      this.#seats[seat]?.postNow({ type: 'abort', origin: 0, slot, reason })
    } catch {
      // A reason that can't be cloned stays here, where the promise was rejected with it.
      this.#seats[seat]?.postNow({ type: 'abort', origin: 0, slot })
    }
  }

  /** Ends the thread on a seat, whatever it does. It is replaced. */
  terminate (seat) {
    this.#seats[seat]?.worker.terminate()
  }

  /** Which seat's worker has the job in hand, or -1. */
  seatOf (slot) {
    return binding.seatOf(this.handle, slot)
  }

  /** Resolves when every thread has left. There are no jobs any more. */
  close () {
    if (!this.#isClosing) binding.closePool(this.handle)
    return this.#leave()
  }

  /** Ends every thread, and cancels what none has taken. */
  destroy () {
    this.#isClosing = true
    if (this.handle >= 0) {
      binding.abandonPool(this.handle)
      for (const thread of this.#live()) thread.worker.terminate()
    }
    return this.#leave()
  }

  #leave () {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close () {
    this.#isClosing = true
    this.#home.hold()
    if (this.#live().length > 0) await new Promise((resolve) => { this.#onGone = resolve })
    this.#home.collectAll()
    this.#home.shared.leave(this)
    binding.dropPool(this.#home.handle, this.handle)
    this.handle = -1
    this.#home.letGo()
  }

  #live () {
    return this.#seats.filter((thread) => thread !== undefined)
  }

  #tell (message) {
    for (const thread of this.#live()) thread.post(message)
  }

  #start (seat) {
    const shared = []
    for (const [id, reference] of this.#shared) {
      const buffer = reference.deref()
      if (buffer !== undefined) shared.push({ id, buffer })
    }
    const start = {
      pool: binding.poolId(this.handle),
      tasks: this.#tasks,
      preload: this.#defaultTask === undefined ? -1 : 0,
      shared,
      ...this.#settings
    }
    const outcomes = new Reader(this.#home.shared, (segment) => binding.mapOutcome(this.handle, seat, segment))
    const thread = new Thread(seat, this.#workerOptions, start, outcomes, () => {
      this.#hasBeenReady = true
      this.#failedStarts = 0
    }, (message) => {
      if (this.handle >= 0) relay(this.handle, (seat) => this.#seats[seat], thread, message)
    })
    this.#seats[seat] = thread
    thread.worker.on('message', (message) => this.#events.emit('message', message))
    thread.worker.on('exit', (code) => this.#ended(thread, code))
    // Listening to its messages has Node keep the process alive for them.
    thread.worker.unref()
    // The first threads start while the pool is made, when nobody can listen yet.
    process.nextTick(() => this.#events.emit('workerCreate', thread.worker))
    this.onBirth(seat)
  }

  #ended (thread, exitCode) {
    // Outcomes that it handed in before it died count.
    this.#home.collectAll()
    thread.drain()
    thread.close()
    this.#seats[thread.seat] = undefined
    const error = crashError(exitCode, thread.error)
    const slots = binding.evict(this.handle, thread.seat, exitCode, describeReason(thread.error))
    for (const slot of slots) {
      if (slot >= 0) this.#home.abandon(slot, crashError(exitCode, thread.error))
    }
    for (const unread of binding.evictMail(this.handle, thread.seat)) this.#home.abandon(unread, crashError(exitCode, thread.error))
    this.#events.emit('workerDestroy', thread.worker)
    if (this.#isClosing) {
      if (this.#live().length === 0) this.#onGone()
      return
    }
    this.#replace(thread, error)
    if (slots.length === 0 && thread.isReady && thread.error !== undefined) this.#events.emit('error', thread.error)
  }

  #replace (thread, error) {
    // One that was terminated from outside says nothing about the file.
    if (thread.isReady || thread.isTerminated) return this.#start(thread.seat)
    this.#failedStarts += 1
    const mayWorkYet = this.#hasBeenReady && this.#failedStarts < MOST_FAILED_STARTS
    if (!mayWorkYet && this.#live().length === 0) return this.#break(error)
    const pause = Math.min(SHORTEST_PAUSE * 2 ** this.#failedStarts, LONGEST_PAUSE)
    setTimeout(() => {
      if (!this.#isClosing && this.broken === undefined) this.#start(thread.seat)
    }, pause).unref()
  }

  /** No thread lives to be ready: another would die the same way. */
  #break (cause) {
    this.broken = workerFileError(this.#defaultTask?.url ?? '', 'ended its thread before it was ready', cause)
    binding.abandonPool(this.handle)
  }
}

/** What a thread died of, for workers whose nested jobs it had. */
function describeReason (reason) {
  if (reason === undefined) return ''
  const { message = String(reason), name, code } = Object(reason)
  return JSON.stringify({ message: String(message), name, code })
}

module.exports = { ScriptCrew }
