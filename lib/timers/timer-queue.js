// Keeps the timers of this instance of the package: tells the native side their changes, and learns which are due.
//
// `src/timer/README.md` describes the protocol. This file is longer than others because slots,
// stamps and staged changes are one state.
'use strict'

const binding = require('../binding.js')
const { outsideDomains } = require('../domains.js')
const { threadError } = require('../errors.js')
const { now, CLOCK_AHEAD } = require('./clock.js')

/** How many changes one call takes to the native side. A change is a time (a double), a slot and a stamp. */
const CHANGES = 1024
/** A change with this time cancels the slot's timer. */
const CANCEL = -1
const CHUNK_BITS = 10
/** How many slots a chunk has. */
const CHUNK = 1 << CHUNK_BITS
/** No slot, or no handle. */
const NONE = -1
/** How many due timers one call brings from the native side. Each is a slot and a stamp. */
const DUE = 1024
/** How many milliseconds the native side stays open after the last timer has gone. */
const LINGER = 5000
const settled = Promise.resolve()

/** @template T */
class TimerQueue {
  #onDue
  #handle = NONE
  /** How many timers are set. */
  #size = 0
  /** How many of the set timers keep the process alive. */
  #holds = 0
  #isHeld = false

  /**
   * The timers by slot, in chunks: a timer and its chunk are young together. In one large old array each timer would be
   * a reference from an old object to a young one, and the collector has to look at each such reference.
   *
   * @type {(T | undefined)[][]}
   */
  #timers = []
  /** How many slots have ever been used. */
  #used = 0
  /**
   * A stamp for each slot, which changes whenever the slot's timer is set, moved, cleared or
   * released. So a due timer of before such a change is not mistaken for the present one.
   */
  #stamps = new Int32Array(CHUNK)
  /**
   * For each slot in use: the place `n` in the batch at which its last change was written. It is stored as `n` if the
   * native side had no timer for the slot before that change, and as `-1 - n` otherwise. For each free slot: the next
   * free slot.
   */
  #places = new Int32Array(CHUNK)
  #freeSlot = NONE

  #times = new Float64Array(2 * CHANGES)
  #numbers = new Int32Array(this.#times.buffer)
  #count = 0
  #willFlush = false
  /** Whether the driver's thread was started for timers that are staged. */
  #isPrepared = false

  #due = new Int32Array(2 * DUE)
  #dueCount = 0
  #dueNext = 0

  /** The slot of the timer that closes the native side if no other timer is set when it fires. */
  #caretaker = NONE

  /**
   * @param {(timer: T) => void} onDue called for each due timer, by a native call of its own. So what one timer's
   *   callback has queued runs before the next timer's.
   */
  constructor (onDue) {
    this.#onDue = onDue
  }

  /** Milliseconds on this thread's clock. */
  now () {
    return now()
  }

  /**
   * Sets a timer. Throws if the system refuses the thread that keeps timers. That thread stays as long as the native
   * side is open, so only the first timer needs it.
   *
   * @param {T | undefined} timer
   * @param {number} at when, on the clock of `now()`
   * @returns {number} its slot, until it is cleared or released
   */
  set (timer, at) {
    if (this.#handle === NONE && !this.#isPrepared) this.#prepare()
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

  /** Changes the time of a slot's timer. */
  move (slot, at) {
    const isNew = this.#isStaged(slot) && this.#places[slot] >= 0
    this.#unstage(slot)
    this.#stage(slot, at)
    this.#places[slot] = isNew ? this.#count - 1 : -this.#count
  }

  /** Clears a slot. Its timer does not fire, even if it is due already. */
  clear (slot) {
    if (this.#isStaged(slot)) {
      this.#unstage(slot)
    } else {
      this.#stage(slot, CANCEL)
    }
    this.release(slot)
  }

  /** Frees the slot of a timer that has fired or was cleared. */
  release (slot) {
    this.#stamps[slot] = (this.#stamps[slot] + 1) | 0
    this.#timers[slot >>> CHUNK_BITS][slot % CHUNK] = undefined
    this.#places[slot] = this.#freeSlot
    this.#freeSlot = slot
    this.#size -= 1
    if (this.#size === 0) this.#flushSoon()
  }

  /** Counts one more timer that keeps the process alive, until `unref` is called. */
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

  /** Takes a slot's last change back if the native side has not been told of it. */
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
      // All staged changes cancel timers. If the native side is not open, it knows none of these timers.
      if (this.#handle === NONE) this.#count = 0
      else this.#caretaker = this.set(undefined, this.now() + LINGER)
    }
    this.#willFlush = false
    this.#isPrepared = false
    if (this.#count > 0) this.#flush()
    const mustHold = this.#holds > 0
    if (mustHold === this.#isHeld) return
    this.#isHeld = mustHold
    binding.holdTimers(this.#handle, mustHold)
  }

  /** The native side is opened at the end of the tick, but whoever sets a timer must hear now that it can't be kept. */
  #prepare () {
    const number = binding.prepareTimers()
    if (number < 0) throw threadError('the thread that keeps timers', number)
    this.#isPrepared = true
  }

  #open () {
    const [changes, due] = [new Uint8Array(this.#times.buffer), new Uint8Array(this.#due.buffer)]
    // The domain that is active now is for the timer that is set now, and not for all others.
    const handle = outsideDomains(() => binding.openTimers(() => this.#wake(), changes, due))
    if (handle < 0) throw threadError('the thread that keeps timers', handle)
    this.#handle = handle
    // A first call compiles it now, and not when the first timer is due.
    this.#wake()
  }

  #flush () {
    if (this.#handle === NONE) this.#open()
    const count = this.#count
    this.#count = 0
    binding.changeTimers(this.#handle, count)
  }

  /** Runs the next timer that is due. The native side calls it once for each due timer. */
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
      if (slot === this.#caretaker) return this.#closeIfUnused()
      return this.#onDue(/** @type {T} */ (this.#timers[slot >>> CHUNK_BITS][slot % CHUNK]))
    }
  }

  /** Closes the native side if no timer is set now. An open native side would keep this instance in memory for ever. */
  #closeIfUnused () {
    this.release(this.#caretaker)
    this.#caretaker = NONE
    if (this.#size > 0) return
    binding.closeTimers(this.#handle)
    this.#handle = NONE
  }
}

module.exports = { TimerQueue }
