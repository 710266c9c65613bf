// The time that timers and deadlines go by.
'use strict'

const { performance } = require('node:perf_hooks')
const binding = require('../binding.js')

/** What the native clock says when this thread's says 0. Both are the system's monotonic clock, but this thread's is read in half the time. */
const CLOCK_AHEAD = clockAhead()

/** Milliseconds on this thread's clock. */
function now () {
  return performance.now()
}

/** Never too little, or timers would be early: the native clock is read after the other. */
function clockAhead () {
  let ahead = Infinity
  for (let i = 0; i < 10; i += 1) {
    const now = performance.now()
    ahead = Math.min(ahead, binding.timerClock() - now)
  }
  return ahead
}

module.exports = { now, CLOCK_AHEAD }
