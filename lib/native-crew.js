// The plain Rust threads of a pool that runs native tasks only.
'use strict'

const binding = require('./binding.js')

class NativeCrew {
  /** How many jobs a thread takes at a time. */
  limit = 1
  #home
  #id
  /** @type {Promise<void> | undefined} */
  #closing

  /**
   * @param {import('./home.js').Home} home
   * @param {number} threads
   * @param {string} [label]
   */
  constructor (home, threads, label = 'oxpool') {
    this.#home = home
    this.handle = binding.openPool(home.handle, threads)
    this.#id = binding.poolId(this.handle)
    this.threads = Array.from({ length: threads }, (_, seat) => Object.freeze({ seat, name: `${label}-${seat}` }))
    binding.spawnThreads(this.handle, label)
  }

  /** Whether jobs are taken no more. */
  get isEnding () {
    return this.#closing !== undefined
  }

  /** What the threads have done. */
  stats () {
    return binding.poolStats(this.handle)
  }

  /** The threads' seats. */
  get seats () {
    return this.threads.map(({ seat }) => seat)
  }

  /** Plain threads post nothing. */
  hear () {}

  /** Plain threads end with their pool. */
  hasLeft () {
    return false
  }

  /** Which seat's worker has the job in hand: none that could be ended. */
  seatOf () {
    return -1
  }

  /** Resolves when the accepted jobs are done and the last thread has left. */
  close () {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** As `close`, but what no thread has taken is cancelled. A running kernel ends first: nothing can stop it safely. */
  destroy () {
    if (this.handle >= 0) binding.abandonPool(this.handle)
    return this.close()
  }

  async #close () {
    this.#home.hold()
    await new Promise((resolve) => {
      this.#home.onDisbanded(this.#id, resolve)
      if (binding.closePool(this.handle) === 0) resolve()
    })
    this.#home.collectAll()
    binding.dropPool(this.#home.handle, this.handle)
    this.handle = -1
    this.threads = []
    this.#home.letGo()
  }
}

module.exports = { NativeCrew }
