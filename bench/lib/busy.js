// Computes for a known CPU time. A thread that waits for a core meanwhile still has as much to do as before.
'use strict'

/** Computes so many steps, and returns their number. */
function busy (steps) {
  let bits = 1
  for (let step = 0; step < steps; step++) {
    bits ^= bits << 13
    bits ^= bits >>> 17
    bits ^= bits << 5
  }
  // The bits are never 0. The engine does not know that, so it must compute them.
  return bits === 0 ? 0 : steps
}

/**
 * Measures how many steps take a millisecond. The fastest of many short tries counts, as the others may have waited
 * for a core.
 */
function stepsPerMs () {
  const steps = 100000
  let best = Infinity
  for (let trial = 0; trial < 200; trial++) {
    const before = performance.now()
    busy(steps)
    best = Math.min(best, performance.now() - before)
  }
  return steps / best
}

module.exports = { busy, stepsPerMs }
