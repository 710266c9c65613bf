// Defines the handle of a timer, which setTimeout and setInterval return.
//
// A timer has its state under symbols, and the constructor sets it. Private fields cost three times
// as much to make, and programs make many timers.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { threadId } = require('node:worker_threads')
const binding = require('../binding.js')
const { leaveDomains } = require('../domains.js')
const { TimerQueue } = require('./timer-queue.js')

const kCallback = Symbol('callback')
/** The arguments for the callback. Absent if there are none. */
const kArgs = Symbol('args')
/** In milliseconds. */
const kDelay = Symbol('delay')
/** When the next tick of an interval is due, or the current one was due. A timer that fires once has no phase. */
const kPhase = Symbol('phase')
/** The flags below in the low bits, and the timer's slot above them. An interval stays set while its callback runs. */
const kState = Symbol('state')
/** Made when somebody first asks for it. */
const kId = Symbol('id')

/** The timer has a slot. */
const SET = 1
/** The timer keeps the process alive while it is set. */
const REF = 2
const CANCELLED = 4
/** `refresh()` has been called since the interval's callback began. */
const MOVED = 8
/** Async hooks have been told that the timer is over. They are told once, even if it is set again by `refresh()`. */
const DESTROYED = 16
const FLAG_BITS = 5

/** The timers that are set and whose id somebody has asked for. @type {Map<string, Timeout>} */
const byId = new Map()

const queue = new TimerQueue(onDue)

class Timeout extends AsyncResource {
  /**
   * @param {(...args: any[]) => void} callback
   * @param {number} delay milliseconds, not negative
   * @param {boolean} repeats
   * @param {any[] | undefined} args
   */
  constructor (callback, delay, repeats, args) {
    super('OxpoolTimeout')
    const at = queue.now() + delay
    this[kCallback] = callback
    this[kDelay] = delay
    this[kState] = (queue.set(this, at) << FLAG_BITS) | SET | REF
    if (args !== undefined) this[kArgs] = args
    if (repeats) this[kPhase] = { at }
    queue.ref()
  }

  /** A string that no other timer of the process has. */
  get id () {
    if (this[kId] === undefined) {
      // All that this thread makes has an id of its own, also what other copies and contexts of the package make.
      this[kId] = `timeout-${threadId}-${this.asyncId()}`
      if (isSet(this)) byId.set(this[kId], this)
    }
    return this[kId]
  }

  ref () {
    if (!this.hasRef()) {
      this[kState] |= REF
      if (isSet(this)) queue.ref()
    }
    return this
  }

  unref () {
    if (this.hasRef()) {
      this[kState] &= ~REF
      if (isSet(this)) queue.unref()
    }
    return this
  }

  hasRef () {
    return (this[kState] & REF) !== 0
  }

  /** Restarts the delay from now. A timer that has fired is set again. A cancelled timer stays cancelled. */
  refresh () {
    if ((this[kState] & CANCELLED) !== 0) return this
    const at = queue.now() + this[kDelay]
    if (this[kPhase] !== undefined) this[kPhase].at = at
    if (isSet(this)) {
      this[kState] |= MOVED
      queue.move(slotOf(this), at)
      return this
    }
    this[kState] = (queue.set(this, at) << FLAG_BITS) | SET | (this[kState] & (REF | DESTROYED))
    if (this.hasRef()) queue.ref()
    if (this[kId] !== undefined) byId.set(this[kId], this)
    return this
  }

  close () {
    cancel(this)
    return this
  }

  [Symbol.dispose] () {
    cancel(this)
  }

  [Symbol.toPrimitive] () {
    return this.id
  }
}

function isSet (timer) {
  return (timer[kState] & SET) !== 0
}

function slotOf (timer) {
  return timer[kState] >>> FLAG_BITS
}

/** Cancels what users pass: a timer or its id. Returns `true` if the timer was set; then it will not fire again. */
function cancel (timeout) {
  const timer = timeout instanceof Timeout ? timeout : byId.get(timeout)
  if (timer === undefined) return false
  timer[kState] |= CANCELLED
  if (!isSet(timer)) return false
  queue.clear(slotOf(timer))
  unset(timer)
  tellEnd(timer)
  return true
}

/** Tells async hooks that the timer is over. Until then tools may take it for a handle that was left open. */
function tellEnd (timer) {
  if ((timer[kState] & DESTROYED) !== 0) return
  timer[kState] |= DESTROYED
  timer.emitDestroy()
}

function unset (timer) {
  timer[kState] &= ~SET
  if (timer.hasRef()) queue.unref()
  if (timer[kId] !== undefined) byId.delete(timer[kId])
}

function onDue (timer) {
  const phase = timer[kPhase]
  if (phase === undefined) {
    queue.release(slotOf(timer))
    unset(timer)
    timer.runInAsyncScope(run, timer)
    if (!isSet(timer)) tellEnd(timer)
    return
  }
  timer[kState] &= ~MOVED
  timer.runInAsyncScope(run, timer)
  if (!isSet(timer) || (timer[kState] & MOVED) !== 0) return
  phase.at = nextTick(phase.at, timer[kDelay])
  queue.move(slotOf(timer), phase.at)
}

/** When the next tick is due. The ticks after `last` that a busy event loop has missed are merged with that one. */
function nextTick (last, period) {
  const now = queue.now()
  if (period === 0) return now
  const missed = Math.max(0, Math.floor((now - last) / period))
  return last + (missed + 1) * period
}

/** @this {Timeout} */
function run () {
  try {
    const args = this[kArgs]
    if (args === undefined) this[kCallback]()
    else this[kCallback](...args)
  } catch (error) {
    // Raised from here, so that the other timers that are due still run.
    binding.raise(error)
  }
  // The callback may have left a domain entered, which is not for the next one.
  leaveDomains()
}

module.exports = { Timeout, cancel }
