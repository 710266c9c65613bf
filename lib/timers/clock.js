// Gives the time for timers and deadlines, and translates it to the native clock.
'use strict'

const { performance } = require('node:perf_hooks')
const binding = require('../binding.js')

/**
 * What the native clock shows when this thread's clock shows 0. Both are the system's monotonic clock, but reading this
 * thread's clock takes half the time.
 */
const CLOCK_AHEAD = clockAhead()

/** Milliseconds on this thread's clock. */
function now () {
  return performance.now()
}

/** Reads the native clock second, so the result is never too small: too small a result would make timers early. */
function clockAhead () {
  let ahead = Infinity
  for (let i = 0; i < 10; i += 1) {
    const now = performance.now()
    ahead = Math.min(ahead, binding.timerClock() - now)
  }
  return ahead
}

module.exports = { now, CLOCK_AHEAD }
