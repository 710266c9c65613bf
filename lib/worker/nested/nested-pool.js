// The pool as a worker's own jobs use it: they submit to the same queues, and outcomes come to this thread.
//
// A worker has a home of its own, opened when a job first asks for its pool. Who runs what while a handler waits is "Nested jobs" in
// `src/scheduler/README.md`.
'use strict'

const { isHeard, isHooked, makeResource, publishJob } = require('../../watch/channel.js')
const { Home } = require('../../home/home.js')
const { Job } = require('../../job/job.js')
const { readRun, submitJob } = require('../../job/submit.js')
const { Demand } = require('./demand.js')
const { NestedBuffers } = require('./nested-buffers.js')
const { NestedCrew } = require('./nested-crew.js')

let resolveNext
let rejectNext
function capture (resolve, reject) {
  resolveNext = resolve
  rejectNext = reject
}

class NestedPool {
  #start
  #settings
  #activeJobs
  #comeBack
  #buffers
  #home
  #crew
  #demand
  #plainRun

  /**
   * @param {any} start what the thread was told at its start
   * @param {number} host the native handle
   * @param {import('../control.js').Control} control
   * @param {import('../active-jobs.js').ActiveJobs} activeJobs
   * @param {() => void} comeBack has the loop look for jobs
   */
  constructor (start, host, control, activeJobs, comeBack) {
    this.#start = start
    this.#settings = start.nested
    this.#activeJobs = activeJobs
    this.#comeBack = comeBack
    this.#buffers = new NestedBuffers(control)
    this.#home = new Home(this.#buffers)
    this.#demand = new Demand(start.growth, activeJobs, control)
    this.#crew = new NestedCrew(start.seat, host, this.#home, control, this.#demand)
    const { task } = this.#settings
    this.#plainRun = task === undefined ? undefined : this.#read(undefined)
  }

  /** What the jobs that are submitted here have as their origin. */
  get origin () {
    return this.#crew.origin
  }

  /** `context.pool` of a job. */
  poolFor (parent) {
    const ledger = new ParentLedger(this.#home, parent, this.#activeJobs, this.#demand, this.#comeBack)
    const { growth } = this.#start
    return Object.freeze({
      get threads () { return growth[1] },
      run: (data, options) => this.#run(ledger, data, options)
    })
  }

  /** Submits what is staged. */
  flush () {
    this.#home.flush()
    this.#demand.flush()
  }

  /** Settles what has an outcome. */
  collect () {
    this.#home.collectAll()
  }

  #read (options) {
    return readRun(options, this.#settings.task, this.#settings.filename)
  }

  #run (ledger, data, options) {
    let run
    try {
      run = options === undefined && this.#plainRun !== undefined ? this.#plainRun : this.#read(options)
    } catch (error) {
      if (error.code === 'ERR_OXPOOL_OPTION') throw error
      return Promise.reject(error)
    }
    const promise = new Promise(capture)
    const job = new Job(ledger, resolveNext, rejectNext)
    if (isHooked(promise)) makeResource(job)
    ledger.accepted()
    if (isHeard()) publishJob(job, run, this.#settings.label, () => this.#submit(job, data, run, ledger))
    else this.#submit(job, data, run, ledger)
    return promise
  }

  #submit (job, data, run, ledger) {
    this.#buffers.parent = ledger.parent
    try {
      submitJob(job, data, run, this.#crew, this.#settings)
    } catch (error) {
      job.fail(error)
    } finally {
      this.#buffers.parent = undefined
    }
  }
}

/** Counts the nested jobs of one job. */
class ParentLedger {
  inFlight = 0
  /** Nested jobs are let in whatever waits: who submitted them holds a thread. */
  admission = undefined
  #activeJobs
  #demand
  #comeBack

  constructor (home, parent, activeJobs, demand, comeBack) {
    this.home = home
    this.parent = parent
    this.#activeJobs = activeJobs
    this.#demand = demand
    this.#comeBack = comeBack
  }

  accepted () {
    this.#activeJobs.addNested(this.parent)
    this.#comeBack()
  }

  /** A job has come back. */
  left () {
    this.inFlight -= 1
  }

  settled () {
    this.#activeJobs.removeNested(this.parent)
    if (this.#activeJobs.nested === 0) this.#demand.end()
    // What kept the thread from leaving may be over.
    if (!this.#activeJobs.isBusy) this.#comeBack()
  }
}

module.exports = { NestedPool }
