// The pool that users hold: it turns calls into jobs, and opens and closes the threads that run them.
//
// This file is long because every public method of a pool is here, of a few lines each.
'use strict'

const { EventEmitter } = require('node:events')
const { Admission } = require('./job/admission.js')
const { Broadcasts } = require('./job/broadcasts.js')
const { CallSite, OpenCall } = require('./job/call-site.js')
const { isHeard, isHooked, makeResource, publishJob } = require('./watch/channel.js')
const { now } = require('./timers/clock.js')
const { cancelledError, closedError, nameJob, optionError, queueFullError } = require('./errors.js')
const { readTimes } = require('./watch/histograms.js')
const { Home } = require('./home/home.js')
const { countIdle } = require('./crew/idle-seats.js')
const { Job } = require('./job/job.js')
const { JobStream } = require('./job/job-stream.js')
const { nextTick, startTimer, stopTimer, throwLater } = require('./event-loop.js')
const { Ledger } = require('./job/ledger.js')
const { openMapping } = require('./job/mapping.js')
const { isMarked } = require('./move.js')
const { Crews } = require('./crew/crews.js')
const { NativeCrew } = require('./crew/native-crew.js')
const { readOptions, boolean } = require('./options/options.js')
const { readPoolOptions } = require('./options/pool-options.js')
const { readSize } = require('./options/pool-size.js')
const { Pressure } = require('./job/pressure.js')
const {
  readMapOptions,
  readExecOptions,
  readBroadcastOptions,
  readRunSyncOptions
} = require('./options/run-options.js')
const { ScriptCrew } = require('./crew/script-crew.js')
const { readThreads } = require('./crew/thread-stats.js')
const { mistake, refusal } = require('./job/refusal.js')
const { taskOfFunction } = require('./job/sent-function.js')
const { readRun, submitJob, sendJob } = require('./job/submit.js')
const { resolveTask } = require('./job/task.js')
const { nameOf } = require('./job/task-name.js')
const { Tracing } = require('./watch/tracing.js')
const { Usage } = require('./watch/usage.js')
const { runAndWait } = require('./job/wait.js')

// One executor serves every promise: a closure for each run would cost more than the promise.
let resolveNext
let rejectNext
function capture (resolve, reject) {
  resolveNext = resolve
  rejectNext = reject
}

class WorkerPool extends EventEmitter {
  #home
  #ledger
  #options
  #limits
  /** @type {Admission | undefined} */
  #admission
  #pressure
  #workerOptions
  #task
  /** The run that a call without options asks for; `undefined` if the pool has no default task. */
  #plainRun
  #crews
  #broadcasts
  #usage
  #tracing
  /** @type {Promise<void> | undefined} */
  #closing
  /**
   * Every job enters the pool here. `isLimited` is `false` for jobs that `maxQueue` must not hold back: map() has a
   * limit of its own, a broadcast waits in no queue, and runSync() can't wait for room.
   */
  #submit = (job, data, run, isLimited) => {
    this.#ledger.accepted()
    if (isHeard()) this.#publish(job, data, run, isLimited)
    else this.#send(job, data, run, isLimited)
  }

  // Apart from `#submit`, so that only a job that somebody hears of pays for a closure.
  #publish (job, data, run, isLimited) {
    publishJob(job, run, this.#options.label, () => this.#send(job, data, run, isLimited))
  }

  #send (job, data, run, isLimited) {
    try {
      submitJob(job, data, run, this.#crews.for(run.task), this.#options, isLimited)
    } catch (error) {
      job.fail(mistake(error, run.site ?? doorOf(run)))
    }
  }

  constructor (...args) {
    const { options, limits, workerOptions, task } = readArguments(args)
    super()
    this.#options = options
    this.#limits = limits
    this.#workerOptions = workerOptions
    this.#task = task
    this.#plainRun = task === undefined ? undefined : readRun(undefined, task, options.filename)
    this.#usage = new Usage(limits)
    this.#tracing = new Tracing(limits.isTimed, options.label ?? 'oxpool')
    this.#home = Home.open()
    this.#ledger = new Ledger(this.#home, options.label)
    this.#broadcasts = new Broadcasts(this.#ledger, (job, data, run) => this.#submit(job, data, run, false), this)
    this.#pressure = this.#ledger.pressure = new Pressure(this.#ledger, limits, this)
    if (limits.maxQueue !== Infinity) {
      this.#admission = new Admission(this.#ledger, limits, (job, data, run) => {
        return sendJob(job, data, run, this.#crews.for(run.task))
      })
      this.#ledger.admission = this.#admission
    }
    try {
      const crew = task?.url === undefined
        ? this.#follow(new NativeCrew(this.#home, this.#ledger, limits, options.label))
        : this.#makeScriptCrew()
      this.#crews = new Crews(crew, () => this.#makeScriptCrew())
      crew.start()
    } catch (error) {
      this.#abandon()
      throw error
    }
  }

  run (data, options) {
    if (this.#closing !== undefined) return Promise.reject(this.#closedRun(doors.run, options))
    let run
    try {
      run = options === undefined && this.#plainRun !== undefined ? this.#plainRun : this.#readRun(doors.run, options)
    } catch (error) {
      return Promise.reject(error)
    }
    return this.#run(data, run)
  }

  exec (fn, args = [], options = undefined) {
    if (this.#closing !== undefined) return Promise.reject(this.#closedRun(doors.exec))
    let run
    try {
      run = this.#readExec(fn, args, options)
    } catch (error) {
      return Promise.reject(error)
    }
    return this.#run(args, run)
  }

  map (iterable, options) {
    if (this.#closing !== undefined) throw this.#closedRun(doors.map, options)
    const run = this.#readRun(doors.map, options, readMapOptions)
    run.site = new CallSite(doors.map)
    return openMapping(iterable, run, this.#options, this.#ledger, (job, data, run) => {
      if (this.#closing !== undefined) throw closedError()
      this.#submit(job, data, run, false)
    })
  }

  broadcast (data, options) {
    if (this.#closing !== undefined) return Promise.reject(this.#closedRun(doors.broadcast, options))
    let run
    try {
      run = this.#readRun(doors.broadcast, options, readBroadcastOptions)
      const { native } = run.task
      if (native !== undefined) {
        const expected = 'a worker file (a native task would change nothing on a thread)'
        throw optionError(TypeError, 'filename', expected, `native:${native}`)
      }
      if (typeof data !== 'function' && isMarked(data)) {
        throw optionError(TypeError, 'data', 'a value without `move()` in it (each thread gets its own clone)', data)
      }
    } catch (error) {
      return Promise.reject(mistake(error, doors.broadcast))
    }
    run.site = new CallSite(doors.broadcast)
    return this.#broadcast(data, run)
  }

  runSync (data, options) {
    if (this.#closing !== undefined) throw this.#closedRun(doors.runSync, options)
    const run = this.#readRun(doors.runSync, options, readRunSyncOptions)
    run.site = new OpenCall(doors.runSync)
    const crew = this.#crews.for(run.task)
    // This thread is about to block. It would not hear that the plain threads have left, or that the pause before a new
    // thread is over, so at least one thread must be started now.
    crew.start()
    crew.staff.ensureOne()
    // The job can't wait for room in the queue: only the event loop, which is blocked, hears that there is room.
    return runAndWait(data, run, this.#options.abortGrace, this.#ledger, (job, data, run) => {
      this.#submit(job, data, run, false)
    })
  }

  stream (data, options) {
    if (this.#closing !== undefined) throw this.#closedRun(doors.stream, options)
    const run = this.#readRun(doors.stream, options)
    run.site = new CallSite(doors.stream)
    return new JobStream(this.#ledger, run, this.#options.abortGrace, (job) => {
      if (this.#closing !== undefined) throw closedError()
      if (this.#admission?.refuses) throw queueFullError(this.#options.maxQueue)
      this.#submit(job, data, run, true)
    })
  }

  get threads () {
    return [...this.#crews.current.threads]
  }

  /** How many threads have no job in hand and are not needed for a job that waits. */
  get idleThreads () {
    this.#home.flush()
    return countIdle(this.#crews.current, this.#ledger.inFlight)
  }

  /** How many jobs wait: they are in flight beyond what the threads may have in hand, or are held back. */
  get queueSize () {
    return this.#pressure.waiting
  }

  get needsDrain () {
    return this.#pressure.needsDrain
  }

  /** Resolves when the queue has room. */
  ready () {
    if (this.#closing !== undefined) return Promise.reject(this.#closedError(doors.ready))
    return this.#admission?.ready() ?? Promise.resolve()
  }

  /** Changes how many threads there are. Resolves when the pool has that many. */
  async resize (size) {
    if (this.#closing !== undefined) throw this.#closedError(doors.resize)
    const { minThreads, maxThreads } = reading(doors.resize, () => readSize(size, this.#limits))
    this.#usage.resize()
    const maxQueue = this.#limits.isAutoQueue ? maxThreads ** 2 : this.#limits.maxQueue
    Object.assign(this.#limits, { minThreads, maxThreads, maxQueue })
    const newSize = { threads: maxThreads, minThreads, maxThreads, maxQueue }
    this.#options = Object.freeze(Object.assign(Object.create(null), this.#options, newSize))
    this.#admission?.look()
    this.#pressure.resize()
    await this.#crews.current.staff.resize()
  }

  /** Replaces every thread by a new one. Resolves when the last of the old threads has ended. */
  async recycle () {
    if (this.#closing !== undefined) throw closedError()
    // The Workers that are about to replace the plain threads are new.
    await (this.#crews.replacing ?? this.#crews.current.recycle())
  }

  get options () {
    return this.#options
  }

  get pending () {
    return this.#ledger.pending
  }

  get completed () {
    return this.#ledger.completed
  }

  /** Milliseconds since the pool was made. */
  get duration () {
    return this.#usage.duration
  }

  /** The share of their time in which the threads had jobs, from 0 to 1; `NaN` if jobs are not timed. */
  get utilization () {
    if (!this.#limits.isTimed) return NaN
    this.#usage.look(this.#crews.current)
    return this.#usage.utilization
  }

  stats () {
    if (this.#closing !== undefined) throw this.#closedError(doors.stats)
    const crew = this.#crews.current
    const [jobs, steals, parks, searching, asleep, out, waiting] = crew.stats()
    const { pending, completed, queueSize, duration, utilization } = this
    const workers = readThreads(crew)
    const { wait, run } = this.#limits.isTimed ? readTimes(crew.handle) : {}
    return {
      label: this.#options.label,
      threads: workers.length,
      pending,
      completed,
      queueSize,
      duration,
      utilization,
      jobs,
      steals,
      parks,
      searching,
      asleep,
      leases: { out, waiting },
      wait,
      run,
      workers
    }
  }

  /** Begins the counts and the histograms of `stats()` anew. */
  resetStats () {
    if (this.#closing !== undefined) throw this.#closedError(doors.resetStats)
    for (const crew of this.#crews.all) crew.resetStats()
  }

  /** Writes what the threads do to a file, until the returned function is called or the pool has closed. */
  trace (file) {
    if (this.#closing !== undefined) throw this.#closedError(doors.trace)
    return reading(doors.trace, () => this.#tracing.start(file))
  }

  /** Rejects the jobs that wait with an `AbortError`. Returns how many there were. */
  cancelQueued (reason) {
    if (this.#closing !== undefined) throw this.#closedError(doors.cancelQueued)
    return this.#failWaiting(reason)
  }

  close (options) {
    let force
    try {
      const rules = { force: boolean };
      ({ force } = reading(doors.close, () => readOptions(options, rules, 'the options of close')))
    } catch (error) {
      return Promise.reject(error)
    }
    this.#closing ??= this.#close()
    if (force) this.#failWaiting(closedError(this.#options.label))
    return this.#closing
  }

  destroy () {
    this.#closing ??= this.#close()
    this.#admission?.failHeld(closedError)
    for (const job of this.#home.jobsOf(this.#ledger)) job.fail(closedError())
    this.#home.flush()
    this.#crews.destroy()
    return this.#closing
  }

  [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')] () {
    return this.close()
  }

  [Symbol.dispose ?? Symbol.for('nodejs.dispose')] () {
    this.close()
  }

  /** `door` is the public method that was called: an error's stack begins at its caller. */
  #readRun (door, options, readOptions) {
    return reading(door, () => readRun(options, this.#task, this.#options.filename, readOptions))
  }

  #readExec (fn, args, options) {
    return reading(doors.exec, () => {
      const task = taskOfFunction(fn)
      if (!Array.isArray(args)) throw optionError(TypeError, 'args', 'an array', args)
      return Object.assign(readExecOptions(options), { task })
    })
  }

  #closedError (door) {
    return mistake(closedError(this.#options.label), door)
  }

  /** The error of a run that comes too late. It names the task that would have run, if the options say that clearly. */
  #closedRun (door, options) {
    const error = closedError(this.#options.label)
    nameJob(error, this.#nameFor(door, options), this.#options.label)
    return mistake(error, door)
  }

  #nameFor (door, options) {
    if (door === doors.exec) return 'exec'
    try {
      const asGiven = (options) => Object.assign(Object.create(null), options)
      return nameOf(readRun(options, this.#task, this.#options.filename, asGiven).task)
    } catch {
      return undefined
    }
  }

  #run (data, run) {
    if (this.#admission !== undefined && this.#admission.refuses) return this.#refuse(run)
    const promise = new Promise(capture)
    const job = new Job(this.#ledger, resolveNext, rejectNext, run)
    if (isHooked(promise)) makeResource(job)
    this.#submit(job, data, run, true)
    return promise
  }

  #refuse (run) {
    const error = queueFullError(this.#options.maxQueue)
    return Promise.reject(refusal(error, { task: run.task, site: new OpenCall(doorOf(run)) }, this.#ledger))
  }

  #failWaiting (reason) {
    const makeError = () => cancelledError(reason)
    let count = this.#admission?.failHeld(makeError) ?? 0
    for (const crew of this.#crews.all) count += this.#home.failWaiting(crew, this.queueSize, makeError)
    return count
  }

  async #broadcast (data, run) {
    const crew = this.#crews.for(run.task)
    if (this.#crews.replacing === undefined) return this.#broadcasts.send(crew, data, run)
    const since = now()
    // The Workers that must run it have not started yet. The pool has accepted the broadcast, so it counts as pending:
    // close() waits for it.
    const kept = typeof data === 'function' ? data : structuredClone(data)
    this.#ledger.addPending()
    try {
      await this.#crews.replacing
      if (crew.isEnding) throw refusal(closedError(), run, this.#ledger)
      return this.#broadcasts.send(crew, kept, { ...run, since })
    } finally {
      this.#ledger.removePending()
    }
  }

  /** Ends what a failing constructor has started: nobody will hold this pool, so nobody could close it. */
  async #abandon () {
    await this.#crews?.destroy()
    this.#home.close()
  }

  async #close () {
    this.#admission?.close()
    const { closeTimeout = Infinity } = this.#options
    const deadline = closeTimeout === Infinity ? undefined : startTimer(() => this.destroy(), closeTimeout)
    // Workers that have not started yet may have broadcasts to run.
    await this.#crews.replacing
    this.#crews.current.staff.dropMinimum()
    await this.#ledger.whenSettled()
    await this.#crews.close(() => this.#usage.look(this.#crews.current))
    this.#home.pressures.delete(this.#pressure)
    this.#broadcasts.end()
    stopTimer(deadline)
    // An `error` listener must not run inside this promise chain: an exception from it would stop the closing.
    await this.#tracing.close((error) => nextTick(() => this.#tellOfTrace(error)))
    this.#home.close()
    try {
      this.emit('close')
    } catch (error) {
      throwLater(error)
    }
  }

  /** A trace that is lost must not end a process that has not asked to hear of it. */
  #tellOfTrace (error) {
    if (this.listenerCount('error') > 0) this.emit('error', error)
    else process.emitWarning(error.message, { type: 'OxpoolWarning', code: error.code })
  }

  #follow (crew) {
    crew.onLeave = (isLast) => this.#tracing.leave(crew, isLast)
    this.#tracing.follow(crew)
    return crew
  }

  #makeScriptCrew () {
    const preload = this.#task?.url === undefined ? undefined : this.#task
    const { concurrentTasksPerWorker, timeout, abortGrace, filename, label } = this.#options
    const nested = {
      task: this.#task,
      filename: filename === undefined ? undefined : String(filename),
      timeout,
      abortGrace,
      label
    }
    const crew = new ScriptCrew(this.#home, this.#ledger, this.#limits, this.#workerOptions, preload, this, {
      limit: concurrentTasksPerWorker,
      nested
    })
    this.#follow(crew)
    crew.onSeated = (seat) => this.#broadcasts.sendSticky(crew, seat)
    return crew
  }
}

/** The method that was called for a run which notes no call. */
function doorOf ({ task }) {
  return task.source === undefined ? doors.run : doors.exec
}

/** Reads the arguments of the constructor. */
function readArguments (args) {
  return reading(WorkerPool, () => {
    const read = readPoolOptions(args)
    const { filename, name } = read.options
    return { ...read, task: filename === undefined ? undefined : resolveTask(filename, name) }
  })
}

/** Reads what a caller has passed. The stack of a mistake begins at the caller of `door`. */
function reading (door, read) {
  try {
    return read()
  } catch (error) {
    throw mistake(error, door)
  }
}

/** The public methods, as they are on a stack. */
const doors = WorkerPool.prototype

module.exports = { WorkerPool }
