// Keeps the functions that postpone work as they were when this file was loaded: a worker file, or fake timers in a
// test, may replace the globals later.
'use strict'

const { nextTick } = require('node:process')
const { setImmediate } = require('node:timers')

const { queueMicrotask } = globalThis

/** Makes an error of a user's listener or getter an uncaught exception, without stopping the code that called it. */
function throwLater (error) {
  nextTick(() => { throw error })
}

module.exports = { nextTick, queueMicrotask, setImmediate, throwLater }
