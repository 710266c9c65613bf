// Keeps a list in shared memory, to which jobs on any thread add in the order in which they start.
'use strict'

class Log {
  #cells

  constructor (room) {
    this.#cells = new Int32Array(new SharedArrayBuffer(4 * (room + 1)))
  }

  get buffer () {
    return this.#cells.buffer
  }

  get entries () {
    return [...this.#cells.slice(1, 1 + Atomics.load(this.#cells, 0))]
  }
}

module.exports = { Log }
