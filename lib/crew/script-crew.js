// The Node Workers of a pool: starts them, tells them what they must know, and replaces those that die.
//
// This file is long because one state says which threads live, stand by, are lost and are replaced.
'use strict'

const binding = require('../binding.js')
const { Briefing } = require('./briefing.js')
const { Crew } = require('./crew.js')
const { crashError, isRefusal, systemError, unreadableError, workerFileError } = require('../errors.js')
const { nextTick, queueMicrotask, startTimer, stopTimer } = require('../event-loop.js')
const { DeafJobs } = require('./deaf-jobs.js')
const { abortJob, relay } = require('./relay.js')
const { Losses } = require('./losses.js')
const { checkPermission } = require('./permission.js')
const { stopOrphans } = require('./orphans.js')
const { Reader } = require('../home/segments.js')
const { bringHome } = require('../realm.js')
const { StandBy } = require('./stand-by.js')
const { Thread } = require('./thread.js')
const { Task } = require('../job/task.js')
const { NESTED } = require('../job/task-number.js')

/** @augments {Crew<Thread>} */
class ScriptCrew extends Crew {
  /**
   * Called with the seat of each thread that is given one, before it takes its first job: see `Broadcasts.sendSticky`.
   *
   * @type {(seat: number) => { jobs: import('../job/job.js').Job[], settled: Promise<boolean[]> } | undefined}
   */
  onSeated = () => undefined
  #growth
  #events
  #workerOptions
  #defaultTask
  #settings
  #limits
  /** Every thread that has not ended, with or without a seat. @type {Set<Thread>} */
  #alive = new Set()
  #standBy = new StandBy(() => this.#startThread())
  /** Whether a stand-by thread is wanted and not started yet. */
  #isPreparing = false
  /** Every thread is told, so that a stand-by thread knows it too. */
  #briefing = new Briefing((message) => { for (const thread of this.#alive) thread.post(message) })
  #losses = new Losses(this)
  #isClosing = false
  /** @type {Promise<void> | undefined} */
  #closing
  #onGone = () => {}
  /** The timer that ends the threads which still load their file `abortGrace` after the crew has begun to close. */
  #lastGrace
  /**
   * @param {import('../home/home.js').Home} home
   * @param {import('../job/ledger.js').Ledger} ledger
   * @param {any} limits
   * @param {object} workerOptions for `new Worker()`
   * @param {import('../job/task.js').Task | undefined} defaultTask each thread loads it before its first job
   * @param {import('node:events').EventEmitter} events
   * @param {{ limit: number, nested: object }} settings how many jobs a thread may have in hand at a time, and the
   * options of its nested jobs: see `lib/worker/nested/nested-pool.js`
   */
  constructor (home, ledger, limits, workerOptions, defaultTask, events, settings) {
    checkPermission()
    // Shared with the threads. First whether there may be more threads (not 0): a thread looks before it asks for more.
    // Then how many there may be.
    const growth = new Int32Array(new SharedArrayBuffer(8))
    super(home, ledger, limits, growth)
    this.#growth = growth
    this.#events = events
    this.#workerOptions = workerOptions
    this.#defaultTask = defaultTask
    this.#settings = settings
    this.#limits = limits
    if (defaultTask !== undefined) this.taskId(defaultTask)
    home.printers.add(this)
  }

  /** Whether the crew accepts no more jobs. */
  get isEnding () {
    return this.#isClosing
  }

  /** The Workers of the threads that stay. */
  get threads () {
    return this.seating.staying.map((thread) => thread.worker)
  }

  /** The seats of the threads that stay, in the order of `threads`. */
  get seats () {
    return this.seating.staying.map((thread) => thread.seat)
  }

  /** The seats of the threads that recycle() replaces and that still take jobs. */
  get outgoingSeats () {
    return this.recycling.seats
  }

  /** How many threads nested jobs could use. */
  get demand () {
    return this.seating.all.reduce((sum, { demand }) => sum + demand, 0)
  }

  /** How many jobs a thread may have in hand at a time, beside those that it has submitted itself. */
  get limit () {
    return this.#settings.limit
  }

  /** Reads the messages that the threads have posted, without waiting for the event loop. */
  readMessages () {
    for (const thread of this.#alive) thread.readMessages()
  }

  /** Gives out what the threads have printed, without waiting for the event loop. */
  givePrints () {
    for (const thread of this.#alive) thread.prints.read()
  }

  /** Whether the thread on a seat has ended. The event loop may not have reported that yet. */
  hasLeft (seat) {
    const thread = this.seating.at(seat)
    return thread !== undefined && (thread.hasEnded || binding.hasLeft(this.handle, seat) || thread.isStillborn())
  }

  /** How many jobs on a seat have nested jobs in flight. */
  parentsOn (seat) {
    return this.seating.at(seat)?.parents ?? 0
  }

  /** Why the system has not let the thread on a seat start, or `undefined` if that is not why it has ended. */
  refusalOf (seat) {
    const refusal = this.seating.at(seat)?.refusal
    return refusal === undefined ? undefined : threadRefusal(refusal)
  }

  /** Adds a thread to the crew: gives a seat to the stand-by thread, or to a new one. */
  hire () {
    const thread = this.#standBy.take() ?? this.#startThread()
    const seat = this.seating.add(thread)
    this.#losses.begin(thread, seat)
    this.#sendSticky(thread, seat)
    thread.sit(seat, new Reader(this.home.shared, (segment) => binding.mapOutcome(this.handle, seat, segment)))
    // Emitted later, since the first threads start in the pool's constructor, when nobody can listen yet.
    nextTick(() => this.#events.emit('workerCreate', thread.worker))
  }

  /** A thread may be lost soon: starts a stand-by thread, once every thread that stays has loaded its file. */
  prepare () {
    this.#isPreparing = true
    if (this.#isClosing || this.broken !== undefined) return
    if (!this.seating.staying.every((thread) => thread.isReady)) return
    this.#isPreparing = false
    this.#standBy.prepare()
  }

  recycle () {
    this.#standBy.end()
    return super.recycle()
  }

  /** The number by which jobs name a task. */
  taskId (task) {
    return this.#briefing.taskId(task)
  }

  /** Makes a SharedArrayBuffer known to every thread. */
  share (id, buffer) {
    this.#briefing.share(id, buffer)
  }

  /** The submitter's SharedArrayBuffer has been garbage-collected: the threads release it too. */
  unshare (id) {
    this.#briefing.unshare(id)
  }

  /** Sends the data of a job to the worker that wants it. */
  sendParcel (seat, slot, parcel) {
    this.seating.at(seat)?.post({ type: 'parcel', origin: 0, slot, parcel }, [parcel])
  }

  /** Reads the segments that the thread on a seat writes outcomes to. */
  outcomesOf (seat) {
    return /** @type {Thread} */ (this.seating.at(seat)).outcomes
  }

  /** What people call the thread on a seat. */
  nameOf (seat) {
    return `${this.#workerOptions.name ?? 'oxpool'}-${seat}, thread ${this.threadIdOf(seat)}`
  }

  threadIdOf (seat) {
    return this.seating.at(seat)?.threadId
  }

  /** What the number of a task in a trace stands for. */
  taskOf (isNative, number) {
    if (isNative) return new Task({ native: binding.taskName(number) })
    return this.#briefing.task(number) ?? nestedTask(this.handle, number)
  }

  /** The next value that came on a thread's port for a job. */
  takeOutcome (seat, slot, number) {
    const thread = this.seating.at(seat)
    if (thread === undefined) throw unreadableError()
    return thread.takeValue(slot, number)
  }

  /** Lets the job on a seat yield this many more values. */
  credit (seat, slot, count) {
    this.seating.at(seat)?.postNow({ type: 'credit', slot, count })
  }

  /** Aborts the signal of the job on a seat. */
  raise (seat, slot, reason) {
    const thread = this.seating.at(seat)
    if (thread !== undefined) abortJob(this.handle, thread, 0, slot, reason)
  }

  /**
   * Ends the thread on a seat if it still has the job in hand, once the other jobs there have settled. A new thread
   * replaces it at once.
   */
  terminate (seat, slot) {
    const { stickyJobs = [] } = this.seating.at(seat) ?? {}
    this.endFor(seat, 0, slot, stickyJobs.some((job) => job.slot === slot))
  }

  /** Ends the thread on a seat, when nothing else keeps it, if it still has the job in hand. */
  endFor (seat, origin, slot, isSticky = false) {
    if (!binding.condemn(this.handle, seat, origin, slot)) return
    const thread = this.seating.at(seat)
    if (thread === undefined) return
    thread.hungInSticky ||= isSticky
    this.#lose(thread)
    thread.deafJobs ??= new DeafJobs(this, thread)
    thread.deafJobs.add(origin, slot)
  }

  /** The seat whose worker has the job in hand, or -1. */
  seatOf (slot) {
    return binding.seatOf(this.handle, slot)
  }

  /** Resolves when every thread has left. Must be called when no job is unsettled. */
  close () {
    if (this.#isClosing) return this.#leave()
    binding.closePool(this.handle)
    const closing = this.#leave()
    this.#endThoseThatLoad()
    return closing
  }

  /** Ends every thread, and cancels the jobs that no thread has taken. */
  destroy () {
    this.#isClosing = true
    if (this.handle >= 0) {
      binding.abandonPool(this.handle)
      for (const thread of this.#alive) thread.worker.terminate()
    }
    return this.#leave()
  }

  /**
   * Ends the threads that have not loaded their file within `abortGrace`: loading may take for ever, and no job waits
   * for it.
   */
  #endThoseThatLoad () {
    this.readMessages()
    const loading = [...this.#alive].filter((thread) => !thread.isReady && !thread.isLeaving)
    const grace = this.#settings.nested.abortGrace
    if (loading.length === 0 || grace === Infinity) return
    this.#lastGrace = startTimer(() => {
      for (const thread of loading) if (!thread.isReady) thread.worker.terminate()
    }, grace)
  }

  #leave () {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close () {
    this.#isClosing = true
    this.staff.end()
    this.home.ref()
    this.#standBy.end()
    if (this.#alive.size > 0) await new Promise((resolve) => { this.#onGone = resolve })
    stopTimer(this.#lastGrace)
    if (this.home.isReading) await this.home.whenRead()
    this.home.collectAll()
    this.home.shared.leave(this)
    this.home.printers.delete(this)
    this.onLeave(true)
    this.drop()
  }

  #startThread () {
    const start = {
      pool: binding.poolId(this.handle),
      preload: this.#defaultTask === undefined ? -1 : 0,
      heapLimit: this.#limits.heap,
      growth: this.#growth,
      printCount: this.home.printCount,
      ...this.#briefing.start,
      ...this.#settings
    }
    const thread = makeThread(this.#workerOptions, start, {
      onReady: () => {
        this.#losses.ready()
        this.recycling.look()
        if (this.#isPreparing) this.prepare()
      },
      onLeaving: () => this.#lose(thread),
      onTeardownFailed: (error) => nextTick(() => this.#events.emit('error', error)),
      onDemand: () => this.staff.startMissing(),
      onNested: (message) => {
        if (this.handle < 0) return
        if (message.type === 'nested-terminate') this.endFor(message.seat, message.origin, message.slot)
        else relay(this.handle, (seat) => this.seating.at(seat), thread, message)
      }
    })
    this.#alive.add(thread)
    thread.worker.on('message', (message) => this.#events.emit('message', bringHome(message)))
    thread.worker.on('messageerror', (error) => this.#events.emit('messageerror', bringHome(error)))
    thread.worker.on('exit', (code) => this.#ended(thread, code))
    // A listener for its messages makes Node keep the process alive, which an idle pool must not do.
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
      // Sticky jobs that the thread has finished do not count: they say nothing about other jobs.
      if (this.handle >= 0) this.#losses.begin(thread, seat)
    })
  }

  /** A working thread is about to end, or has ended: its successor starts now, before Node reports the exit. */
  #lose (thread) {
    if (this.#isClosing || thread.isLeaving || thread.isUnproven || this.seating.at(thread.seat) !== thread) return
    thread.isLeaving = true
    this.staff.startMissing()
    // A thread says that it is ready before it takes a job, but that message may not have been read yet.
    thread.readMessages()
    if (thread.isReady) this.prepare()
  }

  #ended (thread, exitCode) {
    // Outcomes that the thread handed in before it died count.
    this.home.collectAll()
    thread.readMessages()
    thread.prints.finish()
    thread.close()
    const { refusal } = thread
    const makeError = () => refusal !== undefined
      ? threadRefusal(refusal)
      : crashError(exitCode, thread.error, thread.isCondemned)
    // This must come before the jobs in hand are taken from the thread.
    const hasFinished = this.#losses.noteEnd(thread)
    const lost = thread.seat < 0 ? [] : this.#vacate(thread, exitCode, makeError)
    this.#alive.delete(thread)
    this.recycling.ended(thread)
    // Later, since this may end another thread, whose successor must not be counted before this thread's.
    const grace = this.#settings.nested.abortGrace
    if (thread.seat >= 0) queueMicrotask(() => stopOrphans(this, thread.seat, makeError(), grace))
    if (this.#isClosing) {
      if (this.#alive.size === 0) this.#onGone()
      return
    }
    if (refusal !== undefined) this.#goOnWithout(thread, makeError())
    else this.#replace(thread, makeError, hasFinished, lost.length > 0)
    if (lost.length === 0 && thread.isReady && thread.hasFailed) this.#events.emit('error', thread.error)
  }

  /**
   * Settles the jobs that the thread had begun, and those that only it could take. Returns the slots of the former, -1
   * for a nested job.
   */
  #vacate (thread, exitCode, makeError) {
    const slots = binding.evict(this.handle, thread.seat, exitCode, describeReason(thread.error))
    for (const slot of slots) if (slot >= 0) this.home.abandon(slot, makeError())
    for (const slot of binding.evictMail(this.handle, thread.seat)) this.home.abandon(slot, makeError())
    this.onLeave(false)
    this.seating.remove(thread.seat)
    nextTick(() => this.#events.emit('workerDestroy', thread.worker))
    return slots
  }

  #replace (thread, makeError, hasFinished, wasUnderJob) {
    this.#standBy.forget(thread)
    // A thread that was told to leave, or was terminated, says nothing about the file, unless a sticky job hung on it.
    if ((thread.isLeaving && !thread.hungInSticky) || thread.seat < 0) return this.staff.startMissing()
    const pause = this.#losses.pauseAfter(thread, hasFinished, wasUnderJob)
    if (pause === undefined) {
      const when = thread.isReady ? 'its first job' : 'it was loaded'
      const about = { pool: this.#settings.nested.label }
      const reason = `ended its thread before ${when}`
      return this.giveUp(workerFileError(this.#defaultTask?.url ?? '', reason, makeError(), about))
    }
    if (pause > 0) return this.#startMissingAfter(pause)
    this.staff.startMissing()
    this.prepare()
  }

  /** The system has refused what a new thread needs. */
  #goOnWithout (thread, error) {
    this.#standBy.forget(thread)
    if (thread.seat >= 0) this.staff.refused(error)
  }

  #startMissingAfter (pause) {
    this.pausing += 1
    startTimer(() => {
      this.pausing -= 1
      this.staff.startMissing()
    }, pause)
  }
}

function makeThread (workerOptions, start, listeners) {
  try {
    return new Thread(workerOptions, start, listeners)
  } catch (error) {
    throw isRefusal(error) ? threadRefusal(error) : error
  }
}

/** Node could not start a Worker, or the Worker could not load what it needs. */
function threadRefusal (error) {
  return systemError('thread', 'a thread of the pool', error)
}

/** A task that only nested jobs have named, so that the owner has no number for it. */
function nestedTask (handle, number) {
  const key = binding.nestedTaskName(handle, number - NESTED)
  const [url, name] = key.split('\n')
  return new Task({ url, name, key })
}

/** The error that ended a thread, as text: for the workers whose nested jobs the thread had in hand. */
function describeReason (reason) {
  if (reason === undefined) return ''
  const { message = String(reason), name, code } = Object(reason)
  return JSON.stringify({ __proto__: null, message: String(message), name, code })
}

module.exports = { ScriptCrew }
