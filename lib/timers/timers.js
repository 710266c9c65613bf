// setTimeout and its kin: what callers may say, and how mistakes are named.
'use strict'

const { optionError } = require('../errors.js')
const { Timeout, cancel } = require('./timeout.js')

const LONGEST = Number.MAX_SAFE_INTEGER

/**
 * Calls back once, no earlier than after `ms` milliseconds.
 *
 * @param {(...args: any[]) => void} callback
 * @param {number} [ms] fractions count; negative and NaN are 0
 * @param {any[]} args for the callback
 * @returns {Timeout}
 */
function setTimeout (callback, ms = 0, ...args) {
  return new Timeout(checkCallback(callback), checkDelay(ms), false, args.length > 0 ? args : undefined)
}

/**
 * Calls back every `ms` milliseconds. Ticks that a busy event loop has missed are merged into one, and the phase is kept.
 *
 * @param {(...args: any[]) => void} callback
 * @param {number} [ms] fractions count; negative and NaN are 0
 * @param {any[]} args for the callback
 * @returns {Timeout}
 */
function setInterval (callback, ms = 0, ...args) {
  return new Timeout(checkCallback(callback), checkDelay(ms), true, args.length > 0 ? args : undefined)
}

/**
 * Takes a timer back. Anything else than a timer or an id is no timer.
 *
 * @param {Timeout | string | undefined} timeout
 * @returns {boolean} `true` if it was set, and will not fire (again)
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
