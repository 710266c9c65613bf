// Finds timeouts that pass while a job runs. Nobody knows how long a machine takes to start a job, so longer timeouts
// are tried until the job has started in time.
'use strict'

const { failureOf } = require('./failure.js')

/** Calls `run` with longer and longer timeouts until one passes while the job runs, and returns the error. */
async function runOut (run) {
  for (let timeout = 20; ; timeout *= 2) {
    const error = await failureOf(run(timeout))
    if (error.code !== 'ERR_OXPOOL_TIMEOUT') throw error
    if (error.phase === 'running') return error
  }
}

/** Starts a job with a timeout that is longer than its start takes, and returns a promise for its failure. */
async function beginTimed (run, begun) {
  for (let timeout = 50; ; timeout *= 2) {
    const failure = failureOf(run(timeout))
    const error = await Promise.race([failure, begun.then(() => undefined)])
    if (error?.phase !== 'queued') return { failure, timeout }
  }
}

module.exports = { runOut, beginTimed }
