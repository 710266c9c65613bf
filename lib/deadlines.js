// When jobs are to be given up, on its way to the native side: a batch a tick. What happens then is "Deadlines of jobs" in `src/pool/README.md`.
'use strict'

const binding = require('./binding.js')
const { CLOCK_AHEAD } = require('./clock.js')
const { queueMicrotask } = require('./later.js')

/** Deadlines that go over in one call: each is a time and a timeout (doubles), a slot, a stamp, a pool, and whether the job is native. */
const BATCH = 512
const DOUBLES = 4
const WORDS = 8
/** In a notice, the last bit of the stamp says whether the job was running. */
const STAMP_STEP = 2

class Deadlines {
  #home
  #submit
  #doubles = new Float64Array(BATCH * DOUBLES)
  #words = new Int32Array(this.#doubles.buffer)
  #count = 0
  #stamp = 0
  #flush = () => this.flush()

  /**
   * @param {number} home the native handle
   * @param {() => void} submit submits what is staged
   */
  constructor (home, submit) {
    this.#home = home
    this.#submit = submit
    binding.openDeadlines(home, new Uint8Array(this.#doubles.buffer))
  }

  /** The deadline of a job that has a slot. */
  set ({ slot, crew, deadline }) {
    if (this.#count === 0) queueMicrotask(this.#flush)
    else if (this.#count === BATCH) this.flush()
    const place = this.#count++
    this.#stamp = (this.#stamp + STAMP_STEP) | 0
    deadline.stamp = this.#stamp
    this.#doubles[place * DOUBLES] = deadline.at + CLOCK_AHEAD
    this.#doubles[place * DOUBLES + 1] = deadline.timeout
    const word = place * WORDS
    this.#words[word + 4] = slot
    this.#words[word + 5] = this.#stamp
    this.#words[word + 6] = crew.handle
    this.#words[word + 7] = deadline.isNative ? 1 : 0
  }

  /** Sets what is staged, of jobs that have been submitted by then. */
  flush () {
    if (this.#count === 0) return
    this.#submit()
    const count = this.#count
    this.#count = 0
    binding.setDeadlines(this.#home, count)
  }
}

module.exports = { Deadlines }
