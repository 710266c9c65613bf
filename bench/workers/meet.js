// Waits until all the expected threads have arrived, so that an early thread can't answer for the others.
'use strict'

const ARRIVED = 0
const EXPECTED = 1
const PATIENCE_MS = 20000

module.exports = (meeting) => {
  let arrived = Atomics.add(meeting, ARRIVED, 1) + 1
  if (arrived === meeting[EXPECTED]) Atomics.notify(meeting, ARRIVED)
  while (arrived < meeting[EXPECTED]) {
    if (Atomics.wait(meeting, ARRIVED, arrived, PATIENCE_MS) === 'timed-out') {
      throw new Error(`only ${arrived} of ${meeting[EXPECTED]} threads have come`)
    }
    arrived = Atomics.load(meeting, ARRIVED)
  }
}
