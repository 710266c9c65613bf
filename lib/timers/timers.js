// Checks what users pass to setTimeout, setInterval and cancelTimeout, and names their mistakes.
//
// The room `lib/timers/` sets and cancels timers and calls their callbacks. It touches only the native timers of this
// thread, and it knows no pool, job or worker.
'use strict'

const { optionError } = require('../errors.js')
const { Timeout, cancel } = require('./timeout.js')

const LONGEST = Number.MAX_SAFE_INTEGER

/**
 * Calls `callback` once, no earlier than after `ms` milliseconds.
 *
 * @param {(...args: any[]) => void} callback
 * @param {number} [ms] may have a fraction; a negative number or NaN counts as 0
 * @param {any[]} args the arguments for the callback
 * @returns {Timeout}
 */
function setTimeout (callback, ms = 0, ...args) {
  return new Timeout(checkCallback(callback), checkDelay(ms), false, args.length > 0 ? args : undefined)
}

/**
 * Calls `callback` every `ms` milliseconds. Ticks that a busy event loop has missed are merged into
 * one. The ticks after it are again due at multiples of `ms`.
 *
 * @param {(...args: any[]) => void} callback
 * @param {number} [ms] may have a fraction; a negative number or NaN counts as 0
 * @param {any[]} args the arguments for the callback
 * @returns {Timeout}
 */
function setInterval (callback, ms = 0, ...args) {
  return new Timeout(checkCallback(callback), checkDelay(ms), true, args.length > 0 ? args : undefined)
}

/**
 * Cancels a timer. A value that is neither a timer nor the id of one is ignored.
 *
 * @param {Timeout | string | undefined} timeout
 * @returns {boolean} `true` if the timer was set; then it will not fire again
 */
function cancelTimeout (timeout) {
  return cancel(timeout)
}

function checkCallback (callback) {
  if (typeof callback !== 'function') throw optionError(TypeError, 'callback', 'a function', callback)
  return callback
}

function checkDelay (ms) {
  if (typeof ms !== 'number') throw optionError(TypeError, 'ms', 'a number of milliseconds', ms)
  if (ms > LONGEST) throw optionError(RangeError, 'ms', `at most ${LONGEST} milliseconds`, ms)
  return ms > 0 ? ms : 0
}

module.exports = { setTimeout, cancelTimeout, setInterval, checkDelay }
