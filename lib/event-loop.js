// What puts work off, as it was when this was loaded: a worker file may replace the globals afterwards, and so do fake timers in a test.
'use strict'

const { nextTick } = require('node:process')
const { setImmediate } = require('node:timers')

const { queueMicrotask } = globalThis

/** What a listener or a getter of somebody's throws is uncaught, and holds up nobody else. */
function throwLater (error) {
  nextTick(() => { throw error })
}

module.exports = { nextTick, queueMicrotask, setImmediate, throwLater }
