// Runs jobs of every kind on a pool, in every way there is, with random aborts, faults and sizes. It knows for each job
// which outcomes are allowed, and records every other outcome as a fault.
//
// Longer than other files because each way to run a job has a method here.
'use strict'

const { setTimeout: sleep, setImmediate: turn } = require('node:timers/promises')
const { isDeepStrictEqual } = require('node:util')
const { fixture } = require('./fixture.js')

const LOOPS = 48
/** Weights of the deeds that end by themselves. */
const DEEDS = { give: 30, move: 4, later: 12, tell: 4, throw: 6, reject: 4, exit: 1, uncaught: 1 }
/** Weights of the deeds that end only when they are aborted. */
const ENDLESS = { wait: 4, heed: 2, deaf: 1 }
const WAYS = { run: 40, exec: 6, native: 8, lazy: 10, map: 4, stream: 6, nest: 8, broadcast: 1, sync: 1, endless: 6 }
const CHAOS = { resize: 3, terminate: 3, turn: 10 }
const PRIORITIES = ['high', 'normal', 'low', undefined]
const TIMED_OUT = ['ERR_OXPOOL_TIMEOUT', 'ERR_OXPOOL_DEADLOCK', 'ERR_OXPOOL_WORKER_CRASH']

class Storm {
  /** Descriptions of everything that went wrong. @type {string[]} */
  faults = []
  /** How often each outcome has happened. @type {Record<string, number>} */
  seen = {}
  /** How many jobs the pool has accepted, at least and at most. */
  least = 0
  most = 0
  /** Runs that have not settled yet, to find out why a storm hangs. */
  unsettled = new Set()
  #pool
  #random
  #settings
  #jobs = 0

  /**
   * @param {import('../../index.js').WorkerPool} pool
   * @param {import('./random.js').Random} random
   * @param {{ jobs: number, mayFail: string[], without?: string[] }} settings `mayFail`: codes that any job may reject
   *   with; `without`: the ways and the chaos that are left out
   */
  constructor (pool, random, settings) {
    this.#pool = pool
    this.#random = random
    this.#settings = settings
    pool.on('error', (error) => this.faults.push(`the pool has an error: ${error?.stack}`))
  }

  /** Resolves when every promise has settled. */
  async rage () {
    await Promise.all(Array.from({ length: LOOPS }, () => this.#loop()))
  }

  /** Does the same as `rage`, but ends the pool when half of the jobs have begun. */
  async rageUntil (end) {
    const { jobs } = this.#settings
    const raging = this.rage()
    while (this.#jobs < jobs / 2) await turn()
    this.isEnded = true
    await Promise.all([end(), raging])
  }

  async #loop () {
    while (this.#jobs < this.#settings.jobs) {
      this.#jobs += 1
      await this.#do(this.#choose(WAYS))
      if (this.#random.oneIn(40)) await this.#do(this.#choose(CHAOS))
    }
  }

  #choose (weights) {
    const without = new Set(this.#settings.without)
    return this.#random.weighted(Object.fromEntries(Object.entries(weights).filter(([name]) => !without.has(name))))
  }

  #do (way) {
    return this[`_${way}`]()
  }

  /** Checks that a promise is fulfilled with the value, or rejects with an error that has one of the codes. */
  async #expect (what, value, codes, promise, isCounted = true) {
    let outcome = 'value'
    const entry = { what, codes }
    this.unsettled.add(entry)
    try {
      const result = await promise
      if (!isDeepStrictEqual(result, value)) {
        this.faults.push(`${what}: ${JSON.stringify(result)} instead of ${JSON.stringify(value)}`)
      }
      if (codes.includes('never')) this.faults.push(`${what}: it was fulfilled`)
    } catch (error) {
      outcome = error?.code ?? String(error)
      if (!this.#mayFail(codes, outcome)) this.faults.push(`${what}: ${error?.stack ?? error}`)
    }
    this.unsettled.delete(entry)
    this.seen[outcome] = (this.seen[outcome] ?? 0) + 1
    if (isCounted && outcome !== 'ERR_OXPOOL_QUEUE_FULL' && outcome !== 'ERR_OXPOOL_CLOSED') this.least += 1
    if (isCounted && outcome !== 'ERR_OXPOOL_QUEUE_FULL') this.most += 1
    // After a refusal this loop goes on when there is room in the queue.
    if (outcome === 'ERR_OXPOOL_QUEUE_FULL') await this.#pool.ready().catch(() => {})
  }

  #mayFail (codes, code) {
    return codes.includes(code) || this.#settings.mayFail.includes(code) ||
      (this.isEnded && code === 'ERR_OXPOOL_CLOSED')
  }

  /** Gives one run in four a signal that is aborted at some time, or a timeout. With `isSure`, every run gets one. */
  #abort (isSure = false) {
    if (!isSure && !this.#random.oneIn(4)) return { codes: [], limits: {} }
    if (this.#random.oneIn(3)) return { codes: ['ERR_OXPOOL_TIMEOUT'], limits: { timeout: this.#random.below(8) } }
    const controller = new AbortController()
    const { signal } = controller
    const abort = () => controller.abort()
    const when = this.#random.weighted({ before: 1, now: 2, soon: 2, turn: 3, later: 6 })
    const start = () => {
      if (when === 'now') abort()
      else if (when === 'soon') queueMicrotask(abort)
      else if (when === 'turn') setImmediate(abort)
      else if (when === 'later') setTimeout(abort, this.#random.below(8))
    }
    if (when === 'before') abort()
    return { codes: ['ABORT_ERR'], limits: { signal }, start }
  }

  #order (deeds = DEEDS) {
    const deed = this.#random.weighted(deeds)
    const value = this.#random.pick([
      this.#random.below(1e6), { a: [this.#random.below(9), 'b'] }, 'x'.repeat(this.#random.below(3000)), null
    ])
    return deed === 'move' ? { deed, value: new Uint8Array(this.#random.below(9000)).buffer } : { deed, value }
  }

  #codesOf ({ deed }) {
    if (deed === 'throw' || deed === 'reject') return ['STORM', 'never']
    if (deed === 'exit' || deed === 'uncaught') return ['ERR_OXPOOL_WORKER_CRASH', 'never']
    return []
  }

  _run () {
    const order = this.#order()
    const { limits, codes, start } = this.#abort()
    const options = { ...limits, priority: this.#random.pick(PRIORITIES) }
    let told = 0
    if (order.deed === 'tell') {
      options.onProgress = (value) => {
        if (value !== told++) this.faults.push(`progress ${value} came out of turn`)
      }
    }
    const value = order.deed === 'move' ? structuredClone(order.value) : order.value
    if (order.deed === 'move') options.transferList = [order.value]
    const allCodes = [...this.#codesOf(order), ...codes]
    const run = this.#expect(`run ${order.deed}`, value, allCodes, this.#pool.run(order, options))
    start?.()
    return run
  }

  _lazy () {
    const order = this.#order()
    const { limits, codes, start } = this.#abort()
    let calls = 0
    const fails = this.#random.oneIn(8)
    const isAsync = this.#random.oneIn(2)
    const give = () => {
      calls += 1
      if (fails) throw Object.assign(new Error('no data'), { code: 'NO_DATA' })
      return order
    }
    const getData = isAsync ? async () => { await turn(); return give() } : give
    const expected = fails ? ['NO_DATA', 'never'] : this.#codesOf(order)
    const promise = this.#pool.run(getData, { ...limits, priority: this.#random.pick(PRIORITIES) })
    const run = this.#expect(`lazy ${order.deed}`, order.value, [...expected, ...codes], promise)
    start?.()
    return run.then(() => { if (calls > 1) this.faults.push('getData was called more than once') })
  }

  _exec () {
    const { limits, codes, start } = this.#abort()
    const run = this.#expect('exec', 5, codes, this.#pool.exec((a, b) => a + b, [2, 3], limits))
    start?.()
    return run
  }

  _native () {
    const isShared = this.#random.oneIn(2)
    const length = this.#random.below(5000)
    const numbers = new Float64Array(isShared ? new SharedArrayBuffer(8 * length) : new ArrayBuffer(8 * length)).fill(1)
    const { limits, codes, start } = this.#abort()
    const run = this.#expect('native', length, codes, this.#pool.run(numbers, { filename: 'native:sum', ...limits }))
    start?.()
    return run
  }

  _endless () {
    const { limits, codes, start } = this.#abort(true)
    const order = { deed: this.#random.weighted(ENDLESS) }
    const run = this.#expect(order.deed, undefined, ['never', ...codes], this.#pool.run(order, limits))
    start?.()
    return run
  }

  _nest () {
    const children = Array.from({ length: this.#random.below(6) }, () => {
      const grandchildren = this.#random.oneIn(4) ? [this.#order(), this.#order()] : undefined
      return grandchildren === undefined ? this.#order() : { deed: 'nest', children: grandchildren }
    })
    const aborted = this.#random.oneIn(3) ? this.#random.below(6) : undefined
    const { limits, codes, start } = this.#abort()
    const order = { deed: 'nest', children, aborted }
    const run = this.#expect('nest', children.length, codes, this.#pool.run(order, limits))
    start?.()
    return run
  }

  async _map () {
    const count = this.#random.below(30)
    const { limits, codes, start } = this.#abort()
    const leaveAfter = this.#random.oneIn(4) ? this.#random.below(10) : Infinity
    const fails = this.#random.oneIn(5) ? this.#random.below(30) : -1
    let pulled = 0
    function * items () {
      for (; pulled < count; pulled += 1) yield { deed: pulled === fails ? 'throw' : 'give', value: pulled }
    }
    const expected = Array.from({ length: Math.min(count, leaveAfter) }, (_, index) => index)
    const collect = async () => {
      const results = []
      if (leaveAfter === 0) return results
      for await (const result of this.#pool.map(items(), { ...limits, ordered: true })) {
        results.push(result)
        if (results.length === leaveAfter) break
      }
      return results
    }
    // An item that was taken in before the consumer left may fail, and its error rejects the map if it comes in time.
    const run = this.#expect('map', expected, [...(fails >= 0 ? ['STORM'] : []), ...codes], collect(), false)
    start?.()
    await run
    this.most += count
  }

  async _stream () {
    const count = this.#random.below(40)
    const value = this.#random.below(1000)
    const fails = this.#random.oneIn(5)
    const leaveAfter = this.#random.oneIn(4) ? 1 + this.#random.below(10) : Infinity
    const { limits, codes, start } = this.#abort()
    const expected = Array.from({ length: Math.min(count, leaveAfter) }, (_, index) => value + index)
    const collect = async () => {
      const rows = []
      const options = { name: 'rows', ...limits, filename: fixture('storm.js') }
      for await (const row of this.#pool.stream({ count, value, fails }, options)) {
        rows.push(row)
        if (rows.length === leaveAfter) break
      }
      return rows
    }
    const run = this.#expect('stream', expected, [...(fails ? ['STORM'] : []), ...codes], collect())
    start?.()
    await run
  }

  async _broadcast () {
    const { limits, codes, start } = this.#abort()
    const order = { deed: 'give', value: 7, ofAll: true }
    const results = this.#pool.broadcast(order, limits).then((values) => values.every((value) => value === 7))
    // A thread may be terminated or leave in the meantime.
    const run = this.#expect('broadcast', true, ['ERR_OXPOOL_WORKER_CRASH', ...codes], results, false)
    start?.()
    await run
    this.most += 64
  }

  async _sync () {
    const run = async () => this.#pool.runSync({ deed: 'give', value: 9 }, { timeout: 30 })
    await this.#expect('runSync', 9, TIMED_OUT, run())
  }

  async _resize () {
    const minThreads = this.#random.below(3)
    const size = { minThreads, maxThreads: Math.max(1, minThreads + this.#random.below(4)) }
    // Busy threads leave when they have finished their jobs, and the storm does not wait for that.
    this.#pool.resize(size).catch((error) => { if (!this.isEnded) this.faults.push(`resize: ${error.stack}`) })
  }

  async _terminate () {
    const { threads } = this.#pool
    if (threads.length > 0) this.#random.pick(threads).terminate?.()
  }

  async _turn () {
    await sleep(this.#random.below(3))
  }
}

module.exports = { Storm }
