// What does it cost to set a timer and to cancel it, and what does one weigh? All are set, then all are cancelled; then each is cancelled
// as soon as it is set.
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

// In nanoseconds each, until what was asked for is done.
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

  // Filled, so that its own memory is there before.
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
