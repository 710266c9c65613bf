// The pool that users hold: it turns calls into jobs, and owns the threads' life from open to closed.
'use strict'

const { EventEmitter } = require('node:events')
const { Admission } = require('./admission.js')
const { readRun, submitJob, sendJob } = require('./submit.js')
const { closedError, queueFullError } = require('./errors.js')
const { Home } = require('./home.js')
const { Job } = require('./job.js')
const { Ledger } = require('./ledger.js')
const { NativeCrew } = require('./native-crew.js')
const { readOptions, boolean } = require('./options.js')
const { readPoolOptions } = require('./pool-options.js')
const { readSize } = require('./pool-size.js')
const { ScriptCrew } = require('./script-crew.js')
const { JobStream } = require('./job-stream.js')
const { setTimeout, cancelTimeout } = require('./timers.js')

// One executor for every promise: a closure a run would cost more than the promise.
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
  #workerOptions
  #task
  /** What a run without options is for, if there is a default task. */
  #plainRun
  /** @type {ScriptCrew | NativeCrew} */
  #crew
  /** The plain threads that Workers have replaced, until they have left. @type {NativeCrew | undefined} */
  #plain
  /** @type {Promise<void> | undefined} */
  #closing

  constructor (...args) {
    const { options, limits, workerOptions, task } = readPoolOptions(args)
    super()
    this.#options = options
    this.#limits = limits
    this.#workerOptions = workerOptions
    this.#task = task
    this.#plainRun = task === undefined ? undefined : readRun(undefined, task, options.filename)
    this.#home = Home.open()
    this.#ledger = new Ledger(this.#home)
    if (limits.maxQueue !== Infinity) {
      this.#admission = new Admission(this.#ledger, limits, this, (job, data, run) => sendJob(job, data, run, this.#crewFor(run.task)))
      this.#ledger.admission = this.#admission
    }
    try {
      this.#crew = task?.url === undefined
        ? new NativeCrew(this.#home, this.#ledger, limits, options.label)
        : this.#newScriptCrew()
      this.#crew.start()
    } catch (error) {
      this.#abandon()
      throw error
    }
  }

  run (data, options) {
    if (this.#closing !== undefined) return Promise.reject(closedError())
    let run
    try {
      run = options === undefined && this.#plainRun !== undefined ? this.#plainRun : this.#readRun(options)
    } catch (error) {
      if (error.code === 'ERR_OXPOOL_OPTION') throw error
      return Promise.reject(error)
    }
    if (this.#admission !== undefined && this.#admission.refuses) return Promise.reject(queueFullError(this.#options.maxQueue))
    const promise = new Promise(capture)
    const job = new Job(this.#ledger, resolveNext, rejectNext)
    this.#ledger.accepted()
    try {
      submitJob(job, data, run, this.#crewFor(run.task), this.#options.abortGrace)
    } catch (error) {
      job.fail(error)
    }
    return promise
  }

  stream (data, options) {
    if (this.#closing !== undefined) throw closedError()
    const run = this.#readRun(options)
    return new JobStream(this.#ledger, run, this.#options.abortGrace, (job) => {
      if (this.#closing !== undefined) throw closedError()
      submitJob(job, data, run, this.#crewFor(run.task), this.#options.abortGrace)
    })
  }

  get threads () {
    return [...this.#crew.threads]
  }

  /** Of the threads, those that have no job in hand: as many as there are more than jobs. */
  get idleThreads () {
    return Math.max(0, this.#crew.threads.length - this.#ledger.inFlight)
  }

  /** Jobs that no thread has taken. */
  get queueSize () {
    this.#home.flush()
    return this.#crew.queued + (this.#plain?.queued ?? 0) + (this.#admission?.held ?? 0)
  }

  get needsDrain () {
    return this.#admission?.needsDrain ?? false
  }

  /** Resolves when the queue has room. */
  async ready () {
    if (this.#closing !== undefined) throw closedError()
    await this.#admission?.ready()
  }

  /** Changes how many threads there are, and resolves when there are so many. */
  resize (size) {
    if (this.#closing !== undefined) return Promise.reject(closedError())
    const { minThreads, maxThreads } = readSize(size, this.#limits)
    Object.assign(this.#limits, { minThreads, maxThreads })
    this.#options = Object.freeze(Object.assign(Object.create(null), this.#options, { threads: maxThreads, minThreads, maxThreads }))
    this.#admission?.look()
    return this.#crew.staff.resize()
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

  stats () {
    if (this.#closing !== undefined) throw closedError()
    const [jobs, steals, parks, searching, asleep, out, waiting] = this.#crew.stats()
    const { pending, completed } = this
    return { threads: this.#crew.threads.length, pending, completed, jobs, steals, parks, searching, asleep, leases: { out, waiting } }
  }

  close (options) {
    const { force } = readOptions(options, { force: boolean }, 'the options of close')
    if (force) return this.destroy()
    this.#closing ??= this.#close()
    return this.#closing
  }

  destroy () {
    this.#closing ??= this.#close()
    this.#admission?.abandon()
    for (const job of this.#home.jobsOf(this.#ledger)) job.fail(closedError())
    this.#home.flush()
    this.#plain?.destroy()
    this.#crew.destroy()
    return this.#closing
  }

  [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')] () {
    return this.close()
  }

  [Symbol.dispose ?? Symbol.for('nodejs.dispose')] () {
    this.close()
  }

  #readRun (options) {
    return readRun(options, this.#task, this.#options.filename)
  }

  /** The constructor failed: nobody will hold this pool, or close it. */
  async #abandon () {
    await this.#crew?.destroy()
    this.#home.close()
  }

  async #close () {
    this.#admission?.close()
    const { closeTimeout = Infinity } = this.#options
    const deadline = closeTimeout === Infinity ? undefined : setTimeout(() => this.destroy(), closeTimeout).unref()
    await this.#ledger.whenSettled()
    await this.#plain?.close()
    await this.#crew.close()
    cancelTimeout(deadline)
    this.#home.close()
    this.emit('close')
  }

  /** Plain threads can run no script: the first that is asked for has Workers take their seats. */
  #crewFor (task) {
    if (task.url !== undefined && this.#crew instanceof NativeCrew) {
      this.#plain = this.#crew
      const scripts = this.#newScriptCrew()
      this.#crew = scripts
      this.#plain.close().then(() => scripts.start()).catch((error) => scripts.give(error))
    }
    return this.#crew
  }

  #newScriptCrew () {
    const preload = this.#task?.url === undefined ? undefined : this.#task
    const { threads, concurrentTasksPerWorker, abortGrace, filename } = this.#options
    const nest = { task: this.#task, filename: filename === undefined ? undefined : String(filename), threads, abortGrace }
    return new ScriptCrew(this.#home, this.#ledger, this.#limits, this.#workerOptions, preload, this, { limit: concurrentTasksPerWorker, nest })
  }
}

module.exports = { WorkerPool }
