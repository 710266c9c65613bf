// What does it cost to set a timer and to cancel it, and how much memory does a timer take?
//
// First all timers are set, and then all are cancelled. After that, each timer is cancelled as soon as it is set.
'use strict'

const { main } = require('./timers-main')

const HOUR = 3600000

const onDue = () => {}

function setAll (timers, handles) {
  for (let i = 0; i < handles.length; i++) handles[i] = timers.setTimeout(onDue, HOUR)
}

function cancelAll (timers, handles) {
  for (let i = 0; i < handles.length; i++) timers.clearTimeout(handles[i])
}

function setAndCancelAll (timers, count) {
  for (let i = 0; i < count; i++) timers.clearTimeout(timers.setTimeout(onDue, HOUR))
}

// The nanoseconds that each timer takes until the change is made.
async function costOf (work, timers, count) {
  const before = process.hrtime.bigint()
  work()
  await timers.settle()
  return Number(process.hrtime.bigint() - before) / count
}

function rss () {
  global.gc()
  return process.memoryUsage.rss()
}

main(async (timers, { warmUpCount, count }) => {
  const few = new Array(warmUpCount).fill(null)
  setAll(timers, few)
  await timers.settle()
  cancelAll(timers, few)
  await timers.settle()
  setAndCancelAll(timers, warmUpCount)
  await timers.settle()

  // The array is filled, so that its own memory is allocated before the measurement.
  const handles = new Array(count).fill(null)
  const rssBefore = rss()
  const setNs = await costOf(() => setAll(timers, handles), timers, count)
  const bytes = (rss() - rssBefore) / count
  const cancelNs = await costOf(() => cancelAll(timers, handles), timers, count)

  handles.fill(null)
  global.gc()
  const pairNs = await costOf(() => setAndCancelAll(timers, count), timers, count)
  return { setNs, cancelNs, setAndCancelNs: setNs + cancelNs, pairNs, bytes }
})
