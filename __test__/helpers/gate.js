// Holds jobs until the test opens the gate, and counts arrivals, so that tests wait for events and never for time.
'use strict'

const OPEN = 0
const ARRIVED = 1

class Gate {
  #cells = new Int32Array(new SharedArrayBuffer(8))

  /** The memory at which fixtures wait. Its first cell is 0 while the gate is shut; its second counts the arrivals. */
  get buffer () {
    return this.#cells.buffer
  }

  get arrived () {
    return Atomics.load(this.#cells, ARRIVED)
  }

  /** What the first cell says: 0 while the gate is shut. A fixture may open the gate too. */
  get value () {
    return Atomics.load(this.#cells, OPEN)
  }

  /** Resolves when the gate is open. */
  async opened () {
    const { async, value } = Atomics.waitAsync(this.#cells, OPEN, 0)
    if (async) await value
  }

  open () {
    Atomics.store(this.#cells, OPEN, 1)
    Atomics.notify(this.#cells, OPEN)
  }

  /** Resolves when this many jobs have arrived. */
  async reachedBy (count) {
    for (;;) {
      const { arrived } = this
      if (arrived >= count) return
      await Atomics.waitAsync(this.#cells, ARRIVED, arrived).value
    }
  }

  /** Blocks this thread until this many jobs have arrived. */
  waitFor (count) {
    for (let { arrived } = this; arrived < count; arrived = this.arrived) Atomics.wait(this.#cells, ARRIVED, arrived)
  }
}

module.exports = { Gate }
