// What puts work off, as it was when this was loaded: a worker file may replace the globals afterwards, and so do fake timers in a test.
'use strict'

const { nextTick } = require('node:process')
const { setImmediate } = require('node:timers')

const { queueMicrotask } = globalThis

module.exports = { nextTick, queueMicrotask, setImmediate }
