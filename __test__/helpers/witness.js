// Sets timers, watches what becomes of them, and holds it against what is promised. It asks for nothing that a slow machine could break: a deadline is
// known only to lie between two readings of the clock, so only what is certain counts.
'use strict'

const { setTimeout, cancelTimeout } = require('../../index.js')
const { now, passed } = require('./clock.js')

/** Deadlines are whole microseconds: those that are nearer may be one. */
const TICK = 0.001

class Witness {
  #entries = []
  #waiting = new Set()
  #faults = []
  #changes = 0
  #onEmpty = () => {}

  get count () {
    return this.#entries.length
  }

  /** Sets a timer whose callback calls `then`. */
  set (ms, then = () => {}) {
    const entry = { number: this.count, ms, state: 'new' }
    this.#entries.push(entry)
    this.#start(entry, () => { entry.timer = setTimeout(() => { this.#fired(entry, then) }, ms) })
  }

  cancel (number, isById = false) {
    const entry = this.#entries[number]
    const was = cancelTimeout(isById ? entry.timer.id : entry.timer)
    if (was !== (entry.state === 'set')) this.#fault(entry, `was ${entry.state}, and cancelling it said ${was}`)
    // An id means a timer only while that is set.
    if (!isById || was) entry.state = 'cancelled'
    this.#ended(entry)
  }

  refresh (number) {
    const entry = this.#entries[number]
    if (entry.state === 'cancelled') entry.timer.refresh()
    else this.#start(entry, () => entry.timer.refresh())
  }

  /** Resolves when no timer is set any more, to what was not as promised. */
  async faults () {
    do {
      if (this.#waiting.size > 0) await new Promise((resolve) => { this.#onEmpty = resolve })
      // One that was cancelled would come now at the latest.
      await passed(Math.max(0, ...this.#entries.map(({ ms }) => ms)))
    } while (this.#waiting.size > 0)
    return this.#faults
  }

  #start (entry, start) {
    const before = now()
    start()
    Object.assign(entry, { state: 'set', change: this.#changes++, earliest: before + entry.ms, latest: now() + entry.ms })
    this.#waiting.add(entry)
  }

  #fired (entry, then) {
    const time = now()
    if (entry.state !== 'set') this.#fault(entry, `fired when it was ${entry.state}`)
    if (time < entry.earliest) this.#fault(entry, `fired ${entry.earliest - time} ms early`)
    for (const other of this.#waiting) {
      if (isSurelyBefore(other, entry)) this.#fault(entry, `fired before ${other.number} (${other.ms} ms)`)
    }
    entry.state = 'fired'
    this.#waiting.delete(entry)
    then()
    this.#ended(entry)
  }

  #ended (entry) {
    if (entry.state !== 'set') this.#waiting.delete(entry)
    if (this.#waiting.size === 0) this.#onEmpty()
  }

  #fault ({ number, ms }, what) {
    this.#faults.push(`${number} (${ms} ms) ${what}`)
  }
}

const isSurelyBefore = (one, other) =>
  one.latest + TICK < other.earliest || (one.change < other.change && one.ms <= other.ms)

module.exports = { Witness }
