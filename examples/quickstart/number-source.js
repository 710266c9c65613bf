// Gives arrays of random numbers on shared memory, and takes them back to fill them again.
'use strict'

const LENGTH = 1e6

class NumberSource {
  /** How many seconds it has taken so far to make numbers. */
  seconds = 0
  #spare = []

  make () {
    const start = performance.now()
    const numbers = this.#spare.pop() ??
      new Float64Array(new SharedArrayBuffer(LENGTH * Float64Array.BYTES_PER_ELEMENT))
    for (let i = 0; i < LENGTH; i += 1) {
      numbers[i] = Math.round(Math.random() * 100000)
    }
    this.seconds += (performance.now() - start) / 1000
    return numbers
  }

  takeBack (numbers) {
    this.#spare.push(numbers)
  }
}

module.exports = { NumberSource }
