// Judges the deaths of a crew's threads: how soon a new thread may start, or that no new thread would live.
'use strict'

const { BackOff } = require('./back-off.js')
const { countDone } = require('./thread-stats.js')

class Losses {
  #crew
  #backOff = new BackOff()

  /** @param {import('./script-crew.js').ScriptCrew} crew */
  constructor (crew) {
    this.#crew = crew
  }

  /** A thread was given a seat, or has survived its sticky jobs: the jobs that it finishes count from now on. */
  begin (thread, seat) {
    thread.doneBefore = thread.doneSeen = countDone(this.#crew.handle, seat)
  }

  /** A thread has loaded its file. */
  ready () {
    this.#backOff.ready()
  }

  /** A thread has survived its sticky jobs, or it has none. */
  survived () {
    this.#backOff.survived()
  }

  /**
   * Must be called when a thread has ended, before the jobs that it had in hand are taken from it.
   *
   * @param {import('./thread.js').Thread} thread
   * @returns {boolean} whether it had finished a job
   */
  noteEnd (thread) {
    const { seat, doneBefore } = thread
    const hasFinished = seat >= 0 && countDone(this.#crew.handle, seat) > doneBefore
    if (this.#seeProgress() || hasFinished) this.#backOff.finished()
    return hasFinished
  }

  /**
   * How many milliseconds to wait before a thread that has ended is replaced. `undefined` if a new thread would die
   * too.
   *
   * @param {import('./thread.js').Thread} thread
   * @param {boolean} hasFinished whether it had finished a job
   * @param {boolean} wasUnderJob whether it had begun a job and not finished it
   * @returns {number | undefined}
   */
  pauseAfter (thread, hasFinished, wasUnderJob) {
    if (hasProvenItself(thread) && hasFinished) return 0
    if (hasProvenItself(thread) && wasUnderJob) return this.#backOff.afterCrash()
    const pause = this.#pauseInVain(thread)
    const isLast = this.#crew.seating.all.length === 0
    return isLast && !this.#mayWorkYet(thread) ? undefined : pause
  }

  /** Whether live threads have finished jobs since a thread last died. */
  #seeProgress () {
    let isSeen = false
    for (const thread of this.#crew.seating.all) {
      const done = countDone(this.#crew.handle, thread.seat)
      // A thread that still runs its sticky jobs may have finished nothing else.
      isSeen ||= done > thread.doneSeen && !thread.hasSticky
      thread.doneSeen = done
    }
    return isSeen
  }

  #pauseInVain ({ isReady, isUnproven }) {
    if (!isReady) return this.#backOff.afterFailedStart()
    return isUnproven ? this.#backOff.afterStickyDeath() : this.#backOff.afterIdleDeath()
  }

  /**
   * Whether new threads may still run jobs. A thread that died under a sticky job proves nothing: no broadcast stands
   * for ever.
   */
  #mayWorkYet ({ isReady, isUnproven }) {
    if (!isReady) return this.#backOff.mayStart
    return isUnproven || this.#backOff.mayTake || this.#crew.queued === 0
  }
}

function hasProvenItself ({ isReady, isUnproven }) {
  return isReady && !isUnproven
}

module.exports = { Losses }
