// Makes `context.pool`, through which a job submits nested jobs to its own pool and gets their outcomes on this thread.
//
// The room `lib/worker/nested/` is the submitter's side of the pool inside a Worker. It may touch the native side,
// `lib/home/`, `lib/job/` and `lib/watch/`; it reaches the pool's owner only by the control port.
//
// A worker has a home of its own, which is opened when a job first asks for its pool. "Nested jobs" in
// `src/scheduler/README.md` says which jobs a thread runs while a handler waits.
'use strict'

const { isHeard, isHooked, makeResource, publishJob } = require('../../watch/channel.js')
const { Home } = require('../../home/home.js')
const { Job } = require('../../job/job.js')
const { NEVER } = require('../../job/ledger.js')
const { mistake } = require('../../job/refusal.js')
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
   * @param {() => void} comeBack makes the loop look for jobs again
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

  /** The origin of the jobs that are submitted here. */
  get origin () {
    return this.#crew.origin
  }

  /** Makes the `context.pool` of a job. */
  poolFor (parent) {
    const { label } = this.#settings
    const ledger = new ParentLedger(this.#home, label, parent, this.#activeJobs, this.#demand, this.#comeBack)
    const { growth } = this.#start
    const run = (data, options) => this.#run(ledger, data, options, run)
    return Object.freeze({
      get threads () { return growth[1] },
      run
    })
  }

  /** Submits the staged jobs, and tells the owner how many threads they could use. */
  flush () {
    this.#home.flush()
    this.#demand.flush()
  }

  /** Settles the nested jobs whose outcomes have come. */
  collect () {
    this.#home.collectAll()
  }

  #read (options) {
    return readRun(options, this.#settings.task, this.#settings.filename)
  }

  #run (ledger, data, options, door) {
    let run
    try {
      run = options === undefined && this.#plainRun !== undefined ? this.#plainRun : this.#read(options)
    } catch (error) {
      mistake(error, door)
      return Promise.reject(error)
    }
    const promise = new Promise(capture)
    const job = new Job(ledger, resolveNext, rejectNext, run)
    if (isHooked(promise)) makeResource(job)
    ledger.accepted()
    if (isHeard()) publishJob(job, run, this.#settings.label, () => this.#submit(job, data, run, ledger, door))
    else this.#submit(job, data, run, ledger, door)
    return promise
  }

  #submit (job, data, run, ledger, door) {
    this.#buffers.parent = ledger.parent
    try {
      submitJob(job, data, run, this.#crew, this.#settings)
    } catch (error) {
      job.fail(mistake(error, door))
    } finally {
      this.#buffers.parent = undefined
    }
  }
}

/** Counts the nested jobs of one job. */
class ParentLedger {
  inFlight = 0
  /** Nested jobs never wait for room in the queue, because the job that submitted them has a thread until they end. */
  admission = undefined
  /** Nor do they tell anybody to pause. */
  risesAt = NEVER
  pressure = undefined
  #activeJobs
  #demand
  #comeBack

  constructor (home, label, parent, activeJobs, demand, comeBack) {
    this.home = home
    this.label = label
    this.parent = parent
    this.#activeJobs = activeJobs
    this.#demand = demand
    this.#comeBack = comeBack
  }

  accepted () {
    this.#activeJobs.addNested(this.parent)
    this.#comeBack()
  }

  /** A nested job has come back. */
  left () {
    this.inFlight -= 1
  }

  settled () {
    this.#activeJobs.removeNested(this.parent)
    if (this.#activeJobs.nested === 0) this.#demand.end()
    // This may have been the last job that kept the thread from leaving.
    if (!this.#activeJobs.isBusy) this.#comeBack()
  }
}

module.exports = { NestedPool }
