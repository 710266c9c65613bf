// When jobs are to be given up, on its way to the native side: a batch a tick. What happens then is "Deadlines of jobs" in `src/pool/README.md`.
'use strict'

const binding = require('../binding.js')
const { CLOCK_AHEAD } = require('../timers/clock.js')
const { queueMicrotask } = require('../event-loop.js')

/** Deadlines that go over in one call: each is a time and a timeout (doubles), a slot, a stamp, a pool, and whether the job is native. */
const BATCH = 512
const DOUBLES = 4
const WORDS = 8
/** In a notice, the last bit of the stamp says whether the job was running. */
const STAMP_STEP = 2

class Deadlines {
  #home
  /** Made when a job has a deadline. @type {Float64Array | undefined} */
  #doubles
  #words
  #count = 0
  #stamp = 0
  #flush = () => this.flush()

  /** @param {number} home the native handle */
  constructor (home) {
    this.#home = home
  }

  /** Has a job that has a slot given up when its time is over. */
  add ({ slot, crew, deadline }) {
    if (this.#doubles === undefined) this.#open()
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

  /** Sets what is staged. Who submits the jobs does so afterwards: one whose time is over by then never starts. */
  flush () {
    if (this.#count === 0) return
    const count = this.#count
    this.#count = 0
    binding.setDeadlines(this.#home, count)
  }

  #open () {
    const doubles = this.#doubles = new Float64Array(BATCH * DOUBLES)
    this.#words = new Int32Array(doubles.buffer)
    binding.openDeadlines(this.#home, new Uint8Array(doubles.buffer))
  }
}

module.exports = { Deadlines }
