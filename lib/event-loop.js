// Keeps the functions that postpone work as they were when this file was loaded: a worker file, or fake timers in a
// test, may replace the globals later.
'use strict'

const { nextTick } = require('node:process')
const { setImmediate, setTimeout, clearTimeout } = require('node:timers')

const { queueMicrotask } = globalThis

/** The longest time that one of Node's timers can take, in milliseconds. */
const LONGEST = 2 ** 31 - 1

/**
 * Calls back after `ms` milliseconds. It doesn't keep the process alive. The package uses this where no caller could be
 * told of an error: the timers of `lib/timers/` need a thread, and the system may refuse it.
 *
 * @param {() => void} callback
 * @param {number} ms finite
 * @returns {{ timer: any }} for `stopTimer`
 */
function startTimer (callback, ms) {
  const started = { timer: undefined }
  const wait = (rest) => {
    const next = rest > LONGEST ? () => wait(rest - LONGEST) : callback
    started.timer = setTimeout(next, Math.min(rest, LONGEST)).unref()
  }
  wait(ms)
  return started
}

/** Stops a timer, if there is one and it has not fired. */
function stopTimer (started) {
  clearTimeout(started?.timer)
}

/** Makes an error of a user's listener or getter an uncaught exception, without stopping the code that called it. */
function throwLater (error) {
  nextTick(() => { throw error })
}

module.exports = { nextTick, queueMicrotask, setImmediate, startTimer, stopTimer, throwLater }
