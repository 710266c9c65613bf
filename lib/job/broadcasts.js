// Runs a job on every thread: on each live thread and, if the broadcast is sticky, on each thread that starts later.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { brokenError } = require('../errors.js')
const { Job } = require('./job.js')
const { refusal } = require('./refusal.js')
const { nextTick } = require('../event-loop.js')

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

  /** Resolves to the results of a crew's threads, in their order, or rejects with the first error. */
  async send (crew, data, run) {
    const { sticky } = run
    crew.staff.ensureOne()
    if (crew.broken !== undefined) throw refusal(brokenError(crew.broken), run, this.#ledger)
    const { seats } = crew
    const standing = sticky ? this.#stand(data, { ...run, since: undefined }) : undefined
    try {
      return await Promise.all(seats.map((seat) => this.#sendTo(seat, data, run, sticky)))
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
        const isCrash = error?.code === 'ERR_OXPOOL_WORKER_CRASH'
        // A thread that leaves, or ends with its pool, runs no job any more: nobody needs its sticky broadcasts.
        const hasLeft = isCrash && error.exitCode === 0 && (thread.isLeaving || crew.isEnding)
        if (!isRefused && !hasLeft) this.#tell(error, crew, run)
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

module.exports = { Broadcasts }
