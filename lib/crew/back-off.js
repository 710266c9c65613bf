// How soon a thread that died is replaced, and when a file is given up: the more die in a row before any has finished a job, the later.
'use strict'

/** The pause doubles with each death in a row, in milliseconds. */
const SHORTEST = 50
const LONGEST = 5000
/** After deaths under jobs: each settles one, so they come to an end, and other jobs wait behind them. */
const LONGEST_UNDER_JOBS = 1000
/** After so many in a row that settled no job, and with no thread left, a file that once worked is given up if jobs wait. */
const MOST_IN_VAIN = 6

class BackOff {
  #hasBeenReady = false
  /** Deaths before ready, in a row. */
  #failedStarts = 0
  /** Deaths under what a thread is greeted with, in a row. */
  #stickyDeaths = 0
  /** Deaths of threads that had neither finished a job nor lost one, in a row. */
  #idleDeaths = 0
  /** Deaths of threads that had finished no job, and lost one, in a row. */
  #crashes = 0

  /** A thread is ready. */
  ready () {
    this.#hasBeenReady = true
    this.#failedStarts = 0
  }

  /** A thread has survived what it was greeted with, or it was greeted with nothing. */
  survived () {
    this.#stickyDeaths = 0
  }

  /** Jobs have been finished since a thread died last. */
  finished () {
    this.#idleDeaths = this.#crashes = 0
  }

  /** How long to wait with the successor of one that died at its start. */
  afterFailedStart () {
    this.#failedStarts += 1
    return this.#inVain
  }

  /** Of one that died under what it was greeted with. That is not for ever, so nothing is given up for it. */
  afterStickyDeath () {
    this.#stickyDeaths += 1
    return this.#inVain
  }

  /** Of one that died with nothing to do, or with jobs that were still to come to it. */
  afterIdleDeath () {
    this.#idleDeaths += 1
    return this.#inVain
  }

  /** Of one that died under the first job it had begun. The first of these is likely to be the job's fault. */
  afterCrash () {
    this.#crashes += 1
    return this.#crashes === 1 ? 0 : Math.min(SHORTEST * 2 ** (this.#crashes - 1), LONGEST_UNDER_JOBS)
  }

  /** Whether another thread may be ready, where no thread lives. */
  get mayStart () {
    return this.#hasBeenReady && this.#failedStarts < MOST_IN_VAIN
  }

  /** Whether one that is ready may take a job. */
  get mayTake () {
    return this.#idleDeaths < MOST_IN_VAIN
  }

  get #inVain () {
    return Math.min(SHORTEST * 2 ** (this.#failedStarts + this.#stickyDeaths + this.#idleDeaths), LONGEST)
  }
}

module.exports = { BackOff }
