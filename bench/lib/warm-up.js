// Warms a pool up, and finds out how fast it is, so that every pool can then be measured for the same time.
'use strict'

const { keepInFlight } = require('./in-flight')

const wallSeconds = () => performance.now() / 1000

// On a machine that others use too, a second of the clock may hold little work, and V8 compiles as the work goes on.
function cpuSeconds () {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

// Doubles the number of tasks until they take a fifth of the time, and goes on until the time is used up. Returns the
// tasks per second at the end.
async function warmUp (run, value, { inFlight, warmUpSeconds }, seconds = wallSeconds) {
  const started = seconds()
  for (let count = inFlight; ;) {
    const [began, before] = [seconds(), performance.now()]
    await keepInFlight(run, value, { inFlight, count })
    const [ended, after] = [seconds(), performance.now()]
    if (ended - started >= warmUpSeconds) return count / (after - before) * 1000
    if (ended - began < warmUpSeconds / 5) count *= 2
  }
}

module.exports = { cpuSeconds, warmUp }
