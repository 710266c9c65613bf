// Sends the deadlines of jobs to the native side, one batch a tick. What happens when a deadline passes is described in
// `src/pool/README.md` under "Deadlines of jobs".
'use strict'

const binding = require('../binding.js')
const { CLOCK_AHEAD } = require('../timers/clock.js')
const { threadError } = require('../errors.js')
const { queueMicrotask } = require('../event-loop.js')

/**
 * How many deadlines one call sends. Each is a time and a timeout (doubles), then a slot, a stamp, a pool, and whether
 * the job is native (words).
 */
const BATCH = 512
/** How many doubles a deadline takes, and how many words: they cover the same bytes. */
const DOUBLES = 4
const WORDS = 8
/** Stamps are even: in a notice, the last bit of the stamp says whether the job was running. */
const STAMP_STEP = 2

class Deadlines {
  #home
  /** Made for the first job that has a deadline. @type {Float64Array | undefined} */
  #doubles
  #words
  #count = 0
  #stamp = 0
  #flush = () => this.flush()

  /** @param {number} home the native handle */
  constructor (home) {
    this.#home = home
  }

  /** Must be called before a job with a deadline is submitted. Throws if the system refuses the thread for it. */
  open () {
    if (this.#doubles !== undefined) return
    const doubles = new Float64Array(BATCH * DOUBLES)
    const refused = binding.openDeadlines(this.#home, new Uint8Array(doubles.buffer))
    if (refused !== 0) throw threadError('the thread that keeps timeouts', refused)
    this.#doubles = doubles
    this.#words = new Int32Array(doubles.buffer)
  }

  /** Stages the deadline of a job. The job must have a slot. */
  add ({ slot, crew, deadline }) {
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

  /** Sets the staged deadlines. Staged jobs are submitted after this: a job whose time is over by then never starts. */
  flush () {
    if (this.#count === 0) return
    const count = this.#count
    this.#count = 0
    binding.setDeadlines(this.#home, count)
  }
}

module.exports = { Deadlines }
