// Holds jobs until the test opens it, and says how many have come: so tests wait for events, never for time.
'use strict'

const OPEN = 0
const ARRIVED = 1

class Gate {
  #cells = new Int32Array(new SharedArrayBuffer(8))

  /** What fixtures wait at: its first cell is 0 while it is shut, its second counts those who have come. */
  get buffer () {
    return this.#cells.buffer
  }

  get arrived () {
    return Atomics.load(this.#cells, ARRIVED)
  }

  open () {
    Atomics.store(this.#cells, OPEN, 1)
    Atomics.notify(this.#cells, OPEN)
  }

  /** Resolves when so many have come. */
  async reachedBy (count) {
    for (;;) {
      const { arrived } = this
      if (arrived >= count) return
      await Atomics.waitAsync(this.#cells, ARRIVED, arrived).value
    }
  }

  /** Returns when so many have come: nothing else happens on this thread meanwhile. */
  waitFor (count) {
    for (let { arrived } = this; arrived < count; arrived = this.arrived) Atomics.wait(this.#cells, ARRIVED, arrived)
  }
}

module.exports = { Gate }
