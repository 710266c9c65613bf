// Tells the time by a clock that every thread has already: `node:perf_hooks` takes a millisecond to load.
'use strict'

// Taken now, because the user's file may replace it.
const { hrtime } = require('node:process')

/** The milliseconds since some moment of the past. */
function now () {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

module.exports = { now }
