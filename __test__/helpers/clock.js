// Reads the time, and lets it pass.
'use strict'

const timers = require('../../index.js')

const { hrtime } = process
const cells = new Int32Array(new SharedArrayBuffer(4))

/** Returns milliseconds with fractions, on the monotonic clock of the system. */
const now = () => Number(hrtime.bigint()) / 1e6

/** Blocks the event loop for at least `ms`. */
function block (ms) {
  const until = now() + ms
  for (let left = ms; left > 0; left = until - now()) Atomics.wait(cells, 0, 0, left)
}

/** Resolves in the next turn of the event loop. By then the native side knows all timers set before. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Resolves after all timers that are set now for at most `ms` have fired, since they are due before. */
const passed = (ms) => new Promise((resolve) => timers.setTimeout(resolve, ms))

module.exports = { now, block, turn, passed }
