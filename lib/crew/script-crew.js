// The Node Workers of a pool: it starts them, tells them what they must know, and replaces those that die. Longer than other files because which threads live, stand
// by, are lost and are replaced is one state.
'use strict'

const binding = require('../binding.js')
const { Briefing } = require('./briefing.js')
const { crashError, workerFileError } = require('../errors.js')
const { readIdle } = require('./idle-seats.js')
const { nextTick } = require('../event-loop.js')
const { abortJob, relay } = require('./relay.js')
const { Losses } = require('./losses.js')
const { Seating } = require('./seating.js')
const { Reader } = require('../home/segments.js')
const { Staff } = require('./staff.js')
const { StandBy } = require('./stand-by.js')
const { Thread } = require('./thread.js')
const { setTimeout, cancelTimeout } = require('../timers/timers.js')
const { NESTED } = require('../job/task-number.js')

class ScriptCrew {
  /** @type {Seating<Thread>} */
  seating = new Seating()
  /** Threads that will be started after a pause. */
  pausing = 0
  /** Why no thread can run, once that is known. @type {Error | undefined} */
  broken = undefined
  /**
   * Called with the seat of each thread that is given one, before it takes its first job: see `Broadcasts.sendSticky`.
   *
   * @type {(seat: number) => { jobs: import('../job/job.js').Job[], settled: Promise<boolean[]> } | undefined}
   */
  onSeated = () => undefined
  /** Called before a thread, or with `true` the whole pool, is forgotten. */
  onLeave = (isLast) => {}
  #home
  #events
  #workerOptions
  #defaultTask
  #settings
  #limits
  /** Every thread that has not ended, with or without a seat. @type {Set<Thread>} */
  #alive = new Set()
  #standBy = new StandBy(() => this.#startThread())
  /** Whether a thread is to stand by, and is not started yet. */
  #isPreparing = false
  /** Told to every thread, so that one that has no seat yet knows it too. */
  #briefing = new Briefing((message) => { for (const thread of this.#alive) thread.post(message) })
  #losses = new Losses(this)
  #isClosing = false
  /** @type {Promise<void> | undefined} */
  #closing
  #onGone = () => {}
  /** Of threads that still load their file when the crew closes. @type {import('../timers/timeout.js').Timeout | undefined} */
  #lastGrace
  /** Not 0 while there may be more threads: they look before they ask for others. Then how many there may be. */
  #growth = new Int32Array(new SharedArrayBuffer(8))

  /**
   * @param {import('../home/home.js').Home} home
   * @param {import('../job/ledger.js').Ledger} ledger
   * @param {any} limits
   * @param {object} workerOptions for `new Worker()`
   * @param {import('../job/task.js').Task | undefined} defaultTask loaded by each thread before its first job
   * @param {import('node:events').EventEmitter} events
   * @param {{ limit: number, nested: object }} settings how many jobs a thread runs at a time, and what its own jobs' jobs are: see `lib/worker/nested/nested-pool.js`
   */
  constructor (home, ledger, limits, workerOptions, defaultTask, events, settings) {
    this.#home = home
    this.#events = events
    this.#workerOptions = workerOptions
    this.#defaultTask = defaultTask
    this.#settings = settings
    this.#limits = limits
    this.handle = binding.openPool(home.handle, limits.quota, limits.niceness, limits.isTimed)
    this.staff = new Staff(this, ledger, limits, this.#growth)
    if (defaultTask !== undefined) this.taskId(defaultTask)
  }

  /** Whether jobs are taken no more. */
  get isEnding () {
    return this.#isClosing
  }

  /** Starts the first threads. */
  start () {
    this.staff.start()
  }

  /** The Workers of the threads that stay. */
  get threads () {
    return this.seating.staying.map((thread) => thread.worker)
  }

  /** Their seats, in the same order. */
  get seats () {
    return this.seating.staying.map((thread) => thread.seat)
  }

  /** How many threads nested jobs could use. */
  get demand () {
    return this.seating.all.reduce((sum, { demand }) => sum + demand, 0)
  }

  /** How many jobs from others a thread takes at a time. */
  get limit () {
    return this.#settings.limit
  }

  /** Receives what the threads have posted, without waiting for the event loop. */
  readMessages () {
    for (const thread of this.#alive) thread.readMessages()
  }

  /** Whether the thread on a seat has ended, which the event loop may not have said yet. */
  hasLeft (seat) {
    return this.seating.at(seat)?.hasEnded || binding.hasLeft(this.handle, seat)
  }

  /** Starts one more thread, or has the one that stands by take a seat. */
  hire () {
    const thread = this.#standBy.take() ?? this.#startThread()
    const seat = this.seating.add(thread)
    this.#losses.begin(thread, seat)
    this.#sendSticky(thread, seat)
    thread.sit(seat, new Reader(this.#home.shared, (segment) => binding.mapOutcome(this.handle, seat, segment)))
    // The first threads start while the pool is made, when nobody can listen yet.
    nextTick(() => this.#events.emit('workerCreate', thread.worker))
  }

  /** Has the thread on a seat leave when it has done what it has in hand. */
  dismiss (seat) {
    const thread = /** @type {Thread} */ (this.seating.at(seat))
    thread.isLeaving = true
    binding.dismiss(this.handle, seat)
  }

  /** The threads that have nothing to do, the longest first. */
  idle () {
    return readIdle(this)
  }

  /** A thread may be lost: has another stand by, once those that have a seat have started. */
  prepare () {
    this.#isPreparing = true
    if (this.#isClosing || this.broken !== undefined || !this.seating.staying.every((thread) => thread.isReady)) return
    this.#isPreparing = false
    this.#standBy.prepare()
  }

  /** No thread lives to be ready, and another would die the same way. */
  giveUp (error) {
    this.broken = error
    // What is staged would come to a queue that nobody looks at any more.
    this.#home.flush()
    binding.abandonPool(this.handle)
    this.staff.giveUp()
  }

  /** What the threads have done. */
  stats () {
    return binding.poolStats(this.handle)
  }

  /** How many jobs no thread has taken. */
  get queued () {
    return this.handle < 0 ? 0 : binding.queued(this.handle)
  }

  /** The number by which jobs name a task. */
  taskId (task) {
    return this.#briefing.taskId(task)
  }

  /** Makes a SharedArrayBuffer known to every thread. */
  share (id, buffer) {
    this.#briefing.share(id, buffer)
  }

  /** The submitter's buffer has been collected: the threads let go of it too. */
  unshare (id) {
    this.#briefing.unshare(id)
  }

  sendParcel (seat, slot, parcel) {
    this.seating.at(seat)?.post({ type: 'parcel', origin: 0, slot, parcel }, [parcel])
  }

  /** The segments that the thread on a seat writes outcomes to. */
  outcomesOf (seat) {
    return /** @type {Thread} */ (this.seating.at(seat)).outcomes
  }

  /** A thread for people. */
  nameOf (seat) {
    return `${this.#workerOptions.name ?? 'oxpool'}-${seat}, thread ${this.threadIdOf(seat)}`
  }

  threadIdOf (seat) {
    return this.seating.at(seat)?.threadId
  }

  /** What the number of a task in a trace stands for. */
  taskOf (isNative, number) {
    return isNative ? { native: binding.taskName(number) } : this.#briefing.task(number) ?? nestedTask(this.handle, number)
  }

  takeOutcome (seat, slot) {
    return this.seating.at(seat)?.takeValue(slot)
  }

  /** Lets the job on a seat yield so many values more. */
  credit (seat, slot, count) {
    this.seating.at(seat)?.postNow({ type: 'credit', slot, count })
  }

  /** Raises the signal of the job on a seat. */
  raise (seat, slot, reason) {
    const thread = this.seating.at(seat)
    if (thread !== undefined) abortJob(this.handle, thread, 0, slot, reason)
  }

  /** Ends the thread on a seat if it still has the job in hand. It is replaced. */
  terminate (seat, slot) {
    if (!binding.condemn(this.handle, seat, 0, slot)) return
    const thread = this.seating.at(seat)
    if (thread === undefined) return
    thread.hungInSticky = thread.stickyJobs.some((job) => job.slot === slot)
    thread.condemn()
  }

  /** Which seat's worker has the job in hand, or -1. */
  seatOf (slot) {
    return binding.seatOf(this.handle, slot)
  }

  /** Resolves when every thread has left. There are no jobs any more. */
  close () {
    if (this.#isClosing) return this.#leave()
    binding.closePool(this.handle)
    const closing = this.#leave()
    this.#endThoseThatLoad()
    return closing
  }

  /** Ends every thread, and cancels what none has taken. */
  destroy () {
    this.#isClosing = true
    if (this.handle >= 0) {
      binding.abandonPool(this.handle)
      for (const thread of this.#alive) thread.worker.terminate()
    }
    return this.#leave()
  }

  /** A file may be loaded for ever, and nobody waits for it any more. */
  #endThoseThatLoad () {
    this.readMessages()
    const loading = [...this.#alive].filter((thread) => !thread.isReady && !thread.isLeaving)
    const grace = this.#settings.nested.abortGrace
    if (loading.length === 0 || grace === Infinity) return
    this.#lastGrace = setTimeout(() => {
      for (const thread of loading) if (!thread.isReady) thread.worker.terminate()
    }, grace).unref()
  }

  #leave () {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close () {
    this.#isClosing = true
    this.staff.end()
    this.#home.ref()
    this.#standBy.end()
    if (this.#alive.size > 0) await new Promise((resolve) => { this.#onGone = resolve })
    cancelTimeout(this.#lastGrace)
    this.#home.collectAll()
    this.#home.shared.leave(this)
    this.onLeave(true)
    binding.dropPool(this.#home.handle, this.handle)
    this.handle = -1
    this.#home.unref()
  }

  #startThread () {
    const start = {
      pool: binding.poolId(this.handle),
      preload: this.#defaultTask === undefined ? -1 : 0,
      heapLimit: this.#limits.heap,
      growth: this.#growth,
      ...this.#briefing.start,
      ...this.#settings
    }
    const thread = new Thread(this.#workerOptions, start, {
      onReady: () => {
        this.#losses.ready()
        if (this.#isPreparing) this.prepare()
      },
      onLeaving: () => this.#lose(thread),
      onDemand: () => this.staff.startMissing(),
      onNested: (message) => {
        if (this.handle >= 0) relay(this.handle, (seat) => this.seating.at(seat), thread, message)
      }
    })
    this.#alive.add(thread)
    thread.worker.on('message', (message) => this.#events.emit('message', message))
    thread.worker.on('exit', (code) => this.#ended(thread, code))
    // Listening to its messages has Node keep the process alive for them.
    thread.worker.unref()
    return thread
  }

  #sendSticky (thread, seat) {
    const sticky = this.onSeated(seat)
    if (sticky === undefined) return this.#losses.survived()
    thread.hasSticky = true
    thread.stickyJobs = sticky.jobs
    sticky.settled.then((haveEnded) => {
      thread.hasSticky = false
      if (haveEnded.every(Boolean)) {
        thread.stickyJobs = []
        this.#losses.survived()
      }
      // Sticky jobs that it has done say nothing of other jobs.
      if (this.handle >= 0) this.#losses.begin(thread, seat)
    })
  }

  /** A thread that works is about to end, or has: its successor need not wait for it. */
  #lose (thread) {
    if (this.#isClosing || thread.isLeaving || thread.isUnproven || this.seating.at(thread.seat) !== thread) return
    thread.isLeaving = true
    this.staff.startMissing()
    // It says that it is ready before it takes a job, and that may not have been read.
    thread.readMessages()
    if (thread.isReady) this.prepare()
  }

  #ended (thread, exitCode) {
    // Outcomes that it handed in before it died count.
    this.#home.collectAll()
    thread.readMessages()
    thread.close()
    const error = crashError(exitCode, thread.error, thread.isCondemned)
    // Asked before what it has in hand is taken from it.
    const hasFinished = this.#losses.noteEnd(thread)
    const lost = thread.seat < 0 ? [] : this.#vacate(thread, exitCode, error)
    this.#alive.delete(thread)
    if (this.#isClosing) {
      if (this.#alive.size === 0) this.#onGone()
      return
    }
    this.#replace(thread, error, hasFinished, lost.length > 0)
    if (lost.length === 0 && thread.isReady && thread.hasFailed) this.#events.emit('error', thread.error)
  }

  /** Settles what the thread had in hand, and says which slots that were: -1 for those of nested jobs. */
  #vacate (thread, exitCode, error) {
    const slots = binding.evict(this.handle, thread.seat, exitCode, describeReason(thread.error))
    for (const slot of slots) if (slot >= 0) this.#home.abandon(slot, error)
    for (const slot of binding.evictMail(this.handle, thread.seat)) this.#home.abandon(slot, error)
    this.onLeave(false)
    this.seating.remove(thread.seat)
    nextTick(() => this.#events.emit('workerDestroy', thread.worker))
    return slots
  }

  #replace (thread, error, hasFinished, wasUnderJob) {
    this.#standBy.forget(thread)
    // One that was told to leave, or terminated from outside, says nothing about the file.
    if ((thread.isLeaving && !thread.hungInSticky) || thread.seat < 0) return this.staff.startMissing()
    const pause = this.#losses.pauseAfter(thread, hasFinished, wasUnderJob)
    if (pause === undefined) {
      const when = thread.isReady ? 'its first job' : 'it was ready'
      return this.giveUp(workerFileError(this.#defaultTask?.url ?? '', `ended its thread before ${when}`, error))
    }
    if (pause > 0) return this.#startMissingAfter(pause)
    this.staff.startMissing()
    this.prepare()
  }

  #startMissingAfter (pause) {
    this.pausing += 1
    setTimeout(() => {
      this.pausing -= 1
      this.staff.startMissing()
    }, pause).unref()
  }
}

/** A task that only nested jobs have named. */
function nestedTask (handle, number) {
  const [url, name] = binding.nestedTaskName(handle, number - NESTED).split('\n')
  return { url, name }
}

/** What a thread died of, for workers whose nested jobs it had. */
function describeReason (reason) {
  if (reason === undefined) return ''
  const { message = String(reason), name, code } = Object(reason)
  return JSON.stringify({ message: String(message), name, code })
}

module.exports = { ScriptCrew }
