// The time, and ways to let it pass.
'use strict'

const timers = require('../../index.js')

const { hrtime } = process
const cells = new Int32Array(new SharedArrayBuffer(4))

/** Milliseconds on the clock of the system, which nobody sets, with fractions. */
const now = () => Number(hrtime.bigint()) / 1e6

/** Blocks the event loop, for no less than `ms`. */
function block (ms) {
  const until = now() + ms
  for (let left = ms; left > 0; left = until - now()) Atomics.wait(cells, 0, 0, left)
}

/** Resolves in the next turn of the event loop: what was set before is set for good. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Resolves after what is set now for up to `ms` has been called, since that was due before. */
const passed = (ms) => new Promise((resolve) => timers.setTimeout(resolve, ms))

module.exports = { now, block, turn, passed }
