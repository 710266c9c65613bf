// Sets timers, watches them, and records every broken promise as a fault. A slow machine causes no faults: a deadline
// is only known to lie between two readings of the clock, so only what is certain counts.
'use strict'

const { setTimeout, cancelTimeout } = require('../../index.js')
const { now, passed } = require('./clock.js')

/** Deadlines are whole microseconds, so two that are nearer than this may be equal. */
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
    // An id means a timer only while the timer is set.
    if (!isById || was) entry.state = 'cancelled'
    this.#ended(entry)
  }

  refresh (number) {
    const entry = this.#entries[number]
    if (entry.state === 'cancelled') entry.timer.refresh()
    else this.#start(entry, () => entry.timer.refresh())
  }

  /** Resolves with the faults when no timer is set any more. */
  async faults () {
    do {
      if (this.#waiting.size > 0) await new Promise((resolve) => { this.#onEmpty = resolve })
      // A cancelled timer that fires by mistake has fired by now.
      await passed(Math.max(0, ...this.#entries.map(({ ms }) => ms)))
    } while (this.#waiting.size > 0)
    return this.#faults
  }

  #start (entry, start) {
    const before = now()
    start()
    const [earliest, latest] = [before + entry.ms, now() + entry.ms]
    Object.assign(entry, { state: 'set', change: this.#changes++, earliest, latest })
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
