// What the deaths of a crew's threads say: how soon another thread may start, or that none would live.
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

  /** A thread has been given a seat, or has survived the sticky broadcasts that it began with: what it does from now on counts. */
  begin (thread, seat) {
    thread.doneBefore = thread.doneSeen = countDone(this.#crew.handle, seat)
  }

  /** A thread has loaded its file. */
  ready () {
    this.#backOff.ready()
  }

  /** A thread has survived its sticky broadcasts, or there were none. */
  survived () {
    this.#backOff.survived()
  }

  /**
   * Asked when a thread has ended, before what it had in hand is taken from it.
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
   * How many milliseconds to wait before a thread that has ended is replaced. `undefined` if no other would live.
   *
   * @param {import('./thread.js').Thread} thread
   * @param {boolean} hasFinished whether it had finished a job
   * @param {boolean} wasUnderJob whether it had jobs in hand
   * @returns {number | undefined}
   */
  pauseAfter (thread, hasFinished, wasUnderJob) {
    if (hasProvenItself(thread) && hasFinished) return 0
    if (hasProvenItself(thread) && wasUnderJob) return this.#backOff.afterCrash()
    const pause = this.#pauseInVain(thread)
    const isLast = this.#crew.seating.all.length === 0
    return isLast && !this.#mayWorkYet(thread) ? undefined : pause
  }

  /** Whether jobs have been finished since a thread died last. */
  #seeProgress () {
    let isSeen = false
    for (const thread of this.#crew.seating.all) {
      const done = countDone(this.#crew.handle, thread.seat)
      // While it runs its sticky broadcasts it is not known what it has done.
      isSeen ||= done > thread.doneSeen && !thread.hasSticky
      thread.doneSeen = done
    }
    return isSeen
  }

  #pauseInVain ({ isReady, isUnproven }) {
    if (!isReady) return this.#backOff.afterFailedStart()
    return isUnproven ? this.#backOff.afterStickyDeath() : this.#backOff.afterIdleDeath()
  }

  /** Whether threads that come after this one may do jobs. What a sticky broadcast does to them is not for ever. */
  #mayWorkYet ({ isReady, isUnproven }) {
    if (!isReady) return this.#backOff.mayStart
    return isUnproven || this.#backOff.mayTake || this.#crew.queued === 0
  }
}

function hasProvenItself ({ isReady, isUnproven }) {
  return isReady && !isUnproven
}

module.exports = { Losses }
