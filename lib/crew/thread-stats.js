// Tells what a crew's threads have done, thread by thread.
'use strict'

const binding = require('../binding.js')
const { bringHome } = require('../realm.js')

/** How many numbers the native side gives for each seat. */
const FIELDS = 6

const NOTHING = { jobs: 0, steals: 0, parks: 0, busy: 0 }

/** @param {any} crew */
function readThreads ({ handle, seating, seatsAtReset }) {
  const counts = readSeats(handle)
  return seating.occupied.reverse().map((seat) => {
    const now = counts.get(seat) ?? NOTHING
    const then = seatsAtReset.get(seat) ?? NOTHING
    return {
      seat,
      ...describe(seating.at(seat)),
      jobs: now.jobs - then.jobs,
      steals: now.steals - then.steals,
      parks: now.parks - then.parks,
      busy: now.busy
    }
  })
}

/** What was counted on each seat that was ever taken. */
function readSeats (handle) {
  const numbers = binding.seatStats(handle)
  const counts = new Map()
  for (let at = 0; at < numbers.length; at += FIELDS) {
    const [seat, jobs, steals, parks, busy] = numbers.slice(at, at + FIELDS)
    counts.set(seat, { jobs, steals, parks, busy })
  }
  return counts
}

/** How many jobs the threads on a seat have taken and no longer have in hand. */
function countDone (handle, seat) {
  const numbers = binding.seatStats(handle)
  for (let at = 0; at < numbers.length; at += FIELDS) {
    if (numbers[at] === seat) return numbers[at + 1] - numbers[at + 5]
  }
  return 0
}

function describe (thread) {
  if (Object.hasOwn(thread, 'shown')) return { kind: 'native', name: thread.shown.name }
  const { worker, heap } = thread
  const [used, total, external] = heap
  return {
    kind: 'script',
    threadId: worker.threadId,
    eventLoopUtilization: bringHome(worker.performance.eventLoopUtilization()),
    heap: { used, total, external }
  }
}

module.exports = { readThreads, readSeats, countDone }
