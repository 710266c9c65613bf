// Tells which of a crew's threads have nothing to do, and for how long.
'use strict'

const binding = require('../binding.js')

/**
 * The idle threads among those that stay, the longest idle first.
 *
 * @param {any} crew
 * @returns {{ seat: number, ms: number }[]}
 */
function readIdle ({ handle, seating }) {
  const pairs = binding.idleSeats(handle)
  const idle = []
  for (let at = 0; at < pairs.length; at += 2) {
    const [seat, ms] = [pairs[at], pairs[at + 1]]
    if (seating.at(seat)?.isLeaving === false) idle.push({ seat, ms })
  }
  return idle.sort((one, other) => other.ms - one.ms)
}

/**
 * How many of the threads that stay have nothing to do. Each of the owner's jobs in flight needs a thread, even if it
 * waits or is just being taken; the jobs that one thread has in hand need only that thread.
 *
 * @param {any} crew
 * @param {number} inFlight the owner's jobs that any thread may take
 * @returns {number}
 */
function countIdle ({ handle, seats }, inFlight) {
  if (handle < 0) return 0
  const engaged = new Set()
  let threadsNeeded = inFlight
  const pairs = binding.engaged(handle)
  for (let at = 0; at < pairs.length; at += 2) {
    engaged.add(pairs[at])
    threadsNeeded -= Math.max(0, pairs[at + 1] - 1)
  }
  const free = seats.filter((seat) => !engaged.has(seat)).length
  return Math.max(0, Math.min(free, seats.length - threadsNeeded))
}

module.exports = { readIdle, countIdle }
