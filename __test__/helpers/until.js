// Waits until a condition holds, and checks it again whenever an event comes.
'use strict'

const { once } = require('node:events')

async function until (emitter, event, holds) {
  while (!holds()) await once(emitter, event)
}

/** Waits for a condition without an event: checks it again in each turn of the event loop. */
async function untilTrue (holds) {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

module.exports = { until, untilTrue }
