// Jobs for every thread: one each for those that live now, and for those born later as long as a sticky one stands.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { Job } = require('./job.js')
const { nextTick } = require('../event-loop.js')

class Broadcasts {
  /** What threads born later run before their first job. */
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
  async send (crew, data, { sticky = false, since, ...run }) {
    crew.staff.ensureOne()
    if (crew.broken !== undefined) throw crew.broken
    const { seats } = crew
    const standing = sticky ? this.#stand(data, run) : undefined
    try {
      return await Promise.all(seats.map((seat) => this.#sendTo(seat, data, { ...run, since }, sticky)))
    } catch (error) {
      standing?.withdraw()
      throw error
    }
  }

  /**
   * A thread has been started on a seat. The jobs are what stands for it, which settle to whether they have ended; never, if that was the thread's end. `undefined` if
   * nothing stands.
   *
   * @returns {{ jobs: Job[], settled: Promise<boolean[]> } | undefined}
   */
  sendSticky (crew, seat) {
    if (this.#standing.size === 0) return undefined
    const jobs = []
    const stickyJobs = [...this.#standing].map(async ({ data, run }, at) => {
      try {
        await this.#sendTo(seat, data, run, true, jobs)
      } catch (error) {
        this.#tell(error, crew, run)
        if (error?.code === 'ERR_OXPOOL_WORKER_CRASH') await new Promise(() => {})
      }
      // One that was aborted, or is late, may still run.
      return jobs[at].slot === -1
    })
    this.#ledger.home.flush()
    return { jobs, settled: Promise.all(stickyJobs) }
  }

  /** Nobody waits for what went wrong on a thread born later. */
  #tell (error, crew, run) {
    const isExpected = error === crew.broken || error?.code === 'ERR_OXPOOL_CLOSED' || run.signal?.aborted
    // A listener must not run in the promise's own chain, where what it throws is lost.
    if (!isExpected) nextTick(() => this.#events.emit('error', error))
  }

  #sendTo (seat, data, run, isAlone, jobs) {
    return new Promise((resolve, reject) => {
      const job = new Job(this.#ledger, resolve, reject)
      jobs?.push(job)
      job.address(seat, isAlone)
      this.#submit(job, data, run)
    })
  }

  /** The data is cloned now: what becomes of it later is not for those born later. */
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
