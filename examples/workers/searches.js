// Computes without end: one task looks at its signal, the other doesn't.
'use strict'

/** Looks for the number with the largest hash, round after round. A look at the signal costs a few nanoseconds. */
module.exports = function search (announce, { signal, progress }) {
  let rounds = 0
  let best = 0
  progress('has begun')
  while (!signal.aborted) {
    best = Math.max(best, mix(rounds))
    rounds += 1
  }
  // Nobody waits for the result any more, so this is the place to clean up.
  announce.postMessage(`the loop has left after being told: ${signal.reason.message}`)
}

module.exports.deaf = function searchForEver (_, { progress }) {
  progress('has begun')
  for (let rounds = 0; ; rounds += 1) mix(rounds)
}

function mix (number) {
  return Math.imul(number ^ (number >>> 16), 0x45d9f3b) >>> 0
}
