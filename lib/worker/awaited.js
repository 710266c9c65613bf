// Tells whether this thread's event loop has something to wait for, such as a timer that a job has left behind.
'use strict'

// Taken now, because the user's file may replace it. Not every runtime that can run this package has it.
const { getActiveResourcesInfo = () => [] } = require('node:process')

/**
 * Ports don't count: the thread has some of its own, for what it prints. Nor does anything that does not keep the
 * thread alive.
 */
function isAwaited () {
  return getActiveResourcesInfo().some((name) => name !== 'MessagePort')
}

module.exports = { isAwaited }
