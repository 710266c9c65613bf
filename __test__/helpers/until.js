// Waits until something holds, looking again whenever an event comes.
'use strict'

const { once } = require('node:events')

async function until (emitter, event, holds) {
  while (!holds()) await once(emitter, event)
}

/** For what no event tells of: looks again each turn of the event loop. */
async function untilTrue (holds) {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

module.exports = { until, untilTrue }
