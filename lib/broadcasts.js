// Jobs for every thread: one each for those that live now, and for those born later as long as a sticky one stands.
'use strict'

const { Job } = require('./job.js')

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
  async send (crew, data, { sticky = false, ...run }) {
    crew.staff.man()
    if (crew.broken !== undefined) throw crew.broken
    const { seats } = crew
    const standing = sticky ? this.#stand(data, run) : undefined
    try {
      return await Promise.all(seats.map((seat) => this.#sendTo(seat, data, run, sticky)))
    } catch (error) {
      standing?.withdraw()
      throw error
    }
  }

  /** A thread has been started on a seat. */
  greet (crew, seat) {
    for (const { data, run } of this.#standing) {
      this.#sendTo(seat, data, run, true).catch((error) => {
        const isExpected = error === crew.broken || error?.code === 'ERR_OXPOOL_CLOSED' || run.signal?.aborted
        // Nobody waits for this one. A listener must not run in the promise's own chain, where what it throws is lost.
        if (!isExpected) process.nextTick(() => this.#events.emit('error', error))
      })
    }
    this.#ledger.home.flush()
  }

  #sendTo (seat, data, run, isAlone) {
    return new Promise((resolve, reject) => {
      const job = new Job(this.#ledger, resolve, reject)
      job.address(seat, isAlone)
      this.#submit(job, data, run)
    })
  }

  /** The data is cloned now: what becomes of it later is not for those born later. */
  #stand (data, run) {
    const { signal } = run
    const standing = {
      data: typeof data === 'function' ? data : structuredClone(data),
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
