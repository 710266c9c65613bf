// Which of a crew's threads have nothing to do, and for how long.
'use strict'

const binding = require('./binding.js')

/**
 * Those that stay, the longest idle first.
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

module.exports = { readIdle }
