// Decides how soon a thread that died is replaced, and when a worker file is given up: the more threads in a row die
// before any has finished a job, the longer the pause.
//
// Sticky jobs are the jobs of sticky broadcasts that a new thread runs before its first other job.
'use strict'

/** In milliseconds. Each death in a row doubles the pause, the first one too. */
const SHORTEST = 50
const LONGEST = 5000
/**
 * The longest pause after deaths under jobs. It is shorter than `LONGEST`: each such death settles a job, so the deaths
 * come to an end, and other jobs wait meanwhile.
 */
const LONGEST_UNDER_JOBS = 1000
/**
 * After this many deaths in a row that settled no job, a file that was loaded before is given up if no thread is left.
 * If the threads that died had loaded the file, it is given up only if jobs wait.
 */
const MOST_IN_VAIN = 6

class BackOff {
  #hasBeenReady = false
  /** How many threads in a row died before they had loaded their file. */
  #failedStarts = 0
  /** How many threads in a row died while they ran their sticky jobs. */
  #stickyDeaths = 0
  /** How many threads in a row died that had neither finished a job nor begun one. */
  #idleDeaths = 0
  /** How many threads in a row died under a job before they had finished any. */
  #crashes = 0

  /** A thread has loaded its file. */
  ready () {
    this.#hasBeenReady = true
    this.#failedStarts = 0
  }

  /** A thread has survived its sticky jobs, or it has none. */
  survived () {
    this.#stickyDeaths = 0
  }

  /** Jobs have been finished since the last death. */
  finished () {
    this.#idleDeaths = this.#crashes = 0
  }

  /** How long to wait after a thread died before it had loaded its file. */
  afterFailedStart () {
    this.#failedStarts += 1
    return this.#inVain
  }

  /**
   * How long to wait after a thread died while it ran its sticky jobs. A sticky broadcast does not stand for ever, so
   * the file is not given up for this.
   */
  afterStickyDeath () {
    this.#stickyDeaths += 1
    return this.#inVain
  }

  /** How long to wait after a thread died idle, or with only jobs in hand that it had not begun. */
  afterIdleDeath () {
    this.#idleDeaths += 1
    return this.#inVain
  }

  /**
   * How long to wait after a thread died under a job before it had finished any. The first such death is probably the
   * job's fault, so no pause follows it.
   */
  afterCrash () {
    this.#crashes += 1
    return this.#crashes === 1 ? 0 : Math.min(SHORTEST * 2 ** (this.#crashes - 1), LONGEST_UNDER_JOBS)
  }

  /** Whether a new thread may still load the file, now that no thread is left. */
  get mayStart () {
    return this.#hasBeenReady && this.#failedStarts < MOST_IN_VAIN
  }

  /** Whether a new thread that has loaded the file may still live to begin a job. */
  get mayTake () {
    return this.#idleDeaths < MOST_IN_VAIN
  }

  /** The pause after a death that settled no job. */
  get #inVain () {
    return Math.min(SHORTEST * 2 ** (this.#failedStarts + this.#stickyDeaths + this.#idleDeaths), LONGEST)
  }
}

module.exports = { BackOff }
