// Runs a job on every thread: on each live thread and, if the broadcast is sticky, on each thread that starts later.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { brokenError } = require('../errors.js')
const { Job } = require('./job.js')
const { refusal } = require('./refusal.js')
const { nextTick } = require('../event-loop.js')

/** Stands for the result of a thread that left before it took the job. */
const GONE = Symbol('gone')

class Broadcasts {
  /** The sticky broadcasts. A thread that starts later runs them before its first other job. */
  #standing = new Set()
  #ledger
  #submit
  #events

  /**
   * @param {import('./ledger.js').Ledger} ledger
   * @param {(job: Job, data: any, run: any) => void} submit
   * @param {import('node:events').EventEmitter} events
   */
  constructor (ledger, submit, events) {
    this.#ledger = ledger
    this.#submit = submit
    this.#events = events
  }

  /**
   * Resolves to the results of a crew's threads, in their order, or rejects with the first error. A thread that has
   * left by itself before it took the job has no result.
   */
  async send (crew, data, run) {
    const { sticky } = run
    crew.staff.ensureOne()
    if (crew.broken !== undefined) throw refusal(brokenError(crew.broken), run, this.#ledger)
    const { seats, outgoingSeats } = crew
    const standing = sticky ? this.#stand(data, { ...run, since: undefined }) : undefined
    try {
      const jobs = [...seats, ...outgoingSeats].map((seat) => this.#sendIfThere(crew, seat, data, run))
      const results = (await Promise.all(jobs)).slice(0, seats.length).filter((result) => result !== GONE)
      // Somebody counts on a thread that has run it. A sticky one is run by whichever thread comes next.
      return results.length > 0 || sticky || crew.isEnding ? results : await this.send(crew, data, run)
    } catch (error) {
      standing?.withdraw()
      throw error
    }
  }

  /**
   * Sends the sticky broadcasts to a thread that has been given a seat. `settled` resolves to whether each of the
   * `jobs` has ended. It never resolves if one of them ended the thread. Returns `undefined` if nothing is sticky.
   *
   * @returns {{ jobs: Job[], settled: Promise<boolean[]> } | undefined}
   */
  sendSticky (crew, seat) {
    if (this.#standing.size === 0) return undefined
    const jobs = []
    const thread = crew.seating.at(seat)
    const stickyJobs = [...this.#standing].map(async ({ data, run }, at) => {
      try {
        await this.#sendTo(seat, data, run, true, jobs)
      } catch (error) {
        // The system has refused the thread after all. The pool goes on without it.
        const isRefused = error?.resource === 'thread'
        const isCrash = isCrashError(error)
        // Whoever has ended the thread knows that it runs no job any more.
        if (!isRefused && !(isCrash && thread.isTerminated)) this.#tell(error, crew, run)
        if (isRefused || isCrash) await new Promise(() => {})
      }
      // A job that was aborted or timed out has settled, but it still has its slot if it still runs.
      return jobs[at].slot === -1
    })
    this.#ledger.home.flush()
    return { jobs, settled: Promise.all(stickyJobs) }
  }

  /** No thread starts any more: withdraws the sticky broadcasts, which nothing needs to keep now. */
  end () {
    for (const standing of this.#standing) standing.withdraw()
  }

  /** Emits the error of a thread that started later as an event, because no caller waits for it. */
  #tell (error, crew, run) {
    const isOfCrew = crew.broken !== undefined && error?.code === crew.broken.code
    const isExpected = isOfCrew || error?.code === 'ERR_OXPOOL_CLOSED' || run.signal?.aborted
    // A listener must not run inside the promise chain, where an error that it throws would be lost.
    if (!isExpected) nextTick(() => this.#events.emit('error', error))
  }

  /** Resolves to the result of the thread on a seat, or to `GONE` if the thread has left without taking the job. */
  async #sendIfThere (crew, seat, data, run) {
    const thread = crew.seating.at(seat)
    try {
      return await this.#sendTo(seat, data, run, run.sticky)
    } catch (error) {
      if (isCrashError(error) && thread.isGone) return GONE
      throw error
    }
  }

  #sendTo (seat, data, run, isAlone, jobs) {
    return new Promise((resolve, reject) => {
      const job = new Job(this.#ledger, resolve, reject, run)
      jobs?.push(job)
      job.address(seat, isAlone)
      this.#submit(job, data, run)
    })
  }

  /**
   * Adds a sticky broadcast. Its data is cloned now, so a later change of it doesn't reach threads that start later.
   */
  #stand (data, run) {
    const { signal } = run
    const standing = {
      data: typeof data === 'function' ? AsyncResource.bind(data) : structuredClone(data),
      run,
      withdraw: () => {
        this.#standing.delete(standing)
        signal?.removeEventListener('abort', standing.withdraw)
      }
    }
    if (!signal?.aborted) {
      this.#standing.add(standing)
      signal?.addEventListener('abort', standing.withdraw)
    }
    return standing
  }
}

function isCrashError (error) {
  return error?.code === 'ERR_OXPOOL_WORKER_CRASH'
}

module.exports = { Broadcasts }
