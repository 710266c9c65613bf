// Does work that waits for a turn of the event loop or for a timer also while runSync() blocks this thread.
'use strict'

const { queueMicrotask, startTimer } = require('../event-loop.js')
const { now } = require('../timers/clock.js')

/** What is to be done soon. @type {Set<() => void>} */
const works = new Set()
/** What is to be done after a grace, and when. @type {Set<{ at: number, end: () => void }>} */
const graces = new Set()

/** Calls back soon, but not while outcomes are being read. */
function doSoon (work) {
  const once = () => { if (works.delete(once)) work() }
  works.add(once)
  queueMicrotask(once)
}

/** Calls back after so many milliseconds. The timer doesn't keep the process alive. */
function afterGrace (grace, end) {
  const entry = { at: now() + grace, end }
  graces.add(entry)
  startTimer(() => { if (graces.delete(entry)) end() }, grace)
}

/** Does now what is due. For a thread whose event loop is blocked. */
function doOverdue () {
  for (const work of works) work()
  if (graces.size === 0) return
  const time = now()
  for (const entry of graces) {
    if (entry.at <= time && graces.delete(entry)) entry.end()
  }
}

module.exports = { doSoon, afterGrace, doOverdue }
