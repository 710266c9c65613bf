// Timeouts that pass while a job runs: nobody knows how long a machine takes to start one, so a longer one is tried until it has started.
'use strict'

const { failureOf } = require('./failure.js')

/** What `run`, given a timeout in milliseconds, rejects with once its job has started in time. */
async function runOut (run) {
  for (let timeout = 20; ; timeout *= 2) {
    const error = await failureOf(run(timeout))
    if (error.code !== 'ERR_OXPOOL_TIMEOUT') throw error
    if (error.phase === 'running') return error
  }
}

/** Starts a job with a timeout that is longer than what it takes to begin, and gives its failure to come. */
async function beginTimed (run, begun) {
  for (let timeout = 50; ; timeout *= 2) {
    const failure = failureOf(run(timeout))
    const error = await Promise.race([failure, begun.then(() => undefined)])
    if (error?.phase !== 'queued') return { failure, timeout }
  }
}

module.exports = { runOut, beginTimed }
