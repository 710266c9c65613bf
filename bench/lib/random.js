// Makes the same random numbers in every process, so that a bench needs no fixtures.
'use strict'

/** Returns a function that gives 32 random bits as a number >= 0 (the generator mulberry32). */
function randomBits (seed) {
  let state = seed
  return () => {
    state = (state + 0x6D2B79F5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return (bits ^ (bits >>> 14)) >>> 0
  }
}

module.exports = { randomBits }
