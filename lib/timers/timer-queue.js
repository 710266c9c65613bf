// The timers of this instance of the package: their slots, what the native side must hear of them, and what it says is due.
//
// The protocol is `src/timer/README.md`. Longer than other files because slots, stamps and staged changes are one state.
'use strict'

const binding = require('../binding.js')
const { now, CLOCK_AHEAD } = require('./clock.js')

/** Changes that go over in one call: each is a time (a double), a slot, a stamp. */
const CHANGES = 1024
/** The time that cancels. */
const CANCEL = -1
/** How many slots a chunk has. */
const CHUNK_BITS = 10
const CHUNK = 1 << CHUNK_BITS
/** No slot. */
const NONE = -1
/** Timers that come over in one call: each is a slot, a stamp. */
const DUE = 1024
/** Without timers for this long, in milliseconds, the native side is closed. */
const LINGER = 5000
const settled = Promise.resolve()

/** @template T */
class TimerQueue {
  #onDue
  #handle = NONE
  /** How many timers are set. */
  #size = 0
  /** How many of them keep the process alive. */
  #holds = 0
  #isHeld = false

  /**
   * By slot, in chunks: a timer and its chunk are young together. In one large old array each timer would be an old object's reference to a
   * young one, which the collector has to look at.
   *
   * @type {(T | undefined)[][]}
   */
  #timers = []
  /** How many slots have ever been used. */
  #used = 0
  /** Per slot: changes whenever its timer is set, moved or cleared, so that what was due before is not taken for it. */
  #stamps = new Int32Array(CHUNK)
  /**
   * Per slot: where in the batch its last change was written, `n` if the native side had nothing set for the slot before, else `-1 - n`.
   * In a free slot, the next free one.
   */
  #places = new Int32Array(CHUNK)
  #freeSlot = NONE

  #times = new Float64Array(2 * CHANGES)
  #numbers = new Int32Array(this.#times.buffer)
  #count = 0
  #willFlush = false

  #due = new Int32Array(2 * DUE)
  #dueCount = 0
  #dueNext = 0

  /** The slot of what closes the native side when nothing was set for a while. */
  #caretaker = NONE

  /** @param {(timer: T) => void} onDue called in a turn of its own for each timer: what it queued has run before the next */
  constructor (onDue) {
    this.#onDue = onDue
  }

  /** Milliseconds on this thread's clock. */
  now () {
    return now()
  }

  /**
   * Sets a timer.
   *
   * @param {T | undefined} timer
   * @param {number} at when, on the clock of `now()`
   * @returns {number} its slot, until it is cleared or released
   */
  set (timer, at) {
    let slot = this.#freeSlot
    if (slot === NONE) {
      slot = this.#used++
      if (slot % CHUNK === 0) this.#grow(slot)
    } else {
      this.#freeSlot = this.#places[slot]
    }
    this.#timers[slot >>> CHUNK_BITS][slot % CHUNK] = timer
    this.#size += 1
    this.#stage(slot, at)
    this.#places[slot] = this.#count - 1
    return slot
  }

  /** Sets the timer of a slot to another time. */
  move (slot, at) {
    const isNew = this.#isStaged(slot) && this.#places[slot] >= 0
    this.#unstage(slot)
    this.#stage(slot, at)
    this.#places[slot] = isNew ? this.#count - 1 : -this.#count
  }

  /** Clears a slot: its timer does not come, due or not. */
  clear (slot) {
    if (this.#isStaged(slot)) {
      this.#unstage(slot)
    } else {
      this.#stage(slot, CANCEL)
    }
    this.release(slot)
  }

  /** Gives a slot back whose timer has come. */
  release (slot) {
    this.#stamps[slot] = (this.#stamps[slot] + 1) | 0
    this.#timers[slot >>> CHUNK_BITS][slot % CHUNK] = undefined
    this.#places[slot] = this.#freeSlot
    this.#freeSlot = slot
    this.#size -= 1
    if (this.#size === 0) this.#flushSoon()
  }

  /** Has a timer keep the process alive, until `unref` is called. */
  ref () {
    this.#holds += 1
    if (!this.#isHeld) this.#flushSoon()
  }

  unref () {
    this.#holds -= 1
    if (this.#holds === 0) this.#flushSoon()
  }

  #grow (slot) {
    this.#timers.push(new Array(CHUNK))
    if (slot < this.#stamps.length) return
    const stamps = new Int32Array(2 * this.#stamps.length)
    stamps.set(this.#stamps)
    this.#stamps = stamps
    const places = new Int32Array(stamps.length)
    places.set(this.#places)
    this.#places = places
  }

  #stage (slot, at) {
    if (this.#count === CHANGES) this.#flush()
    const stamp = (this.#stamps[slot] + 1) | 0
    this.#stamps[slot] = stamp
    const place = this.#count++
    this.#times[2 * place] = at === CANCEL ? CANCEL : at + CLOCK_AHEAD
    this.#numbers[4 * place + 2] = slot
    this.#numbers[4 * place + 3] = stamp
    this.#flushSoon()
  }

  #isStaged (slot) {
    const place = this.#placeOf(slot)
    return place < this.#count && this.#numbers[4 * place + 2] === slot
  }

  #placeOf (slot) {
    const place = this.#places[slot]
    return place < 0 ? -1 - place : place
  }

  /** Takes a slot's change back, if it has not gone over. */
  #unstage (slot) {
    if (!this.#isStaged(slot)) return
    const place = this.#placeOf(slot)
    if (place === this.#count - 1 && this.#places[slot] >= 0) {
      this.#count -= 1
    } else {
      this.#times[2 * place] = CANCEL
    }
  }

  #flushSoon () {
    if (this.#willFlush) return
    this.#willFlush = true
    settled.then(this.#settle)
  }

  #settle = () => {
    if (this.#size === 0) {
      // What is staged are cancellations, which a native side that was never opened need not hear of.
      if (this.#handle === NONE) this.#count = 0
      else this.#caretaker = this.set(undefined, this.now() + LINGER)
    }
    this.#willFlush = false
    if (this.#count > 0) this.#flush()
    const mustHold = this.#holds > 0
    if (mustHold === this.#isHeld) return
    this.#isHeld = mustHold
    binding.holdTimers(this.#handle, mustHold)
  }

  #flush () {
    if (this.#handle === NONE) {
      this.#handle = binding.openTimers(() => this.#wake(), new Uint8Array(this.#times.buffer), new Uint8Array(this.#due.buffer))
      // Compiled now, and not when the first timer is due.
      this.#wake()
    }
    const count = this.#count
    this.#count = 0
    binding.changeTimers(this.#handle, count)
  }

  /** Runs the next timer that is due. It is called once for each. */
  #wake () {
    for (;;) {
      if (this.#dueNext === this.#dueCount) {
        this.#dueNext = 0
        this.#dueCount = binding.takeTimers(this.#handle)
        if (this.#dueCount === 0) return
      }
      const slot = this.#due[2 * this.#dueNext]
      const stamp = this.#due[2 * this.#dueNext + 1]
      this.#dueNext += 1
      if (this.#stamps[slot] !== stamp) continue
      if (slot === this.#caretaker) return this.#careTaken()
      return this.#onDue(/** @type {T} */ (this.#timers[slot >>> CHUNK_BITS][slot % CHUNK]))
    }
  }

  /** Nothing was set for a while, or nothing is now: the native side would keep this instance in memory for ever. */
  #careTaken () {
    this.release(this.#caretaker)
    this.#caretaker = NONE
    if (this.#size > 0) return
    binding.closeTimers(this.#handle)
    this.#handle = NONE
  }
}

module.exports = { TimerQueue }
