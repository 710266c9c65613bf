// Lets threads leave words for each other in shared memory, and wait for them with or without blocking the event loop.
'use strict'

class Words {
  #cells = new Int32Array(new SharedArrayBuffer(16))

  get buffer () {
    return this.#cells.buffer
  }

  get (word) {
    return Atomics.load(this.#cells, word)
  }

  leave (word) {
    Atomics.store(this.#cells, word, 1)
    Atomics.notify(this.#cells, word)
  }

  /** Resolves when the word has been left. */
  async until (word) {
    while (this.get(word) === 0) await Atomics.waitAsync(this.#cells, word, 0).value
  }

  /** Blocks the event loop until the word has been left. */
  block (word) {
    Atomics.wait(this.#cells, word, 0)
  }
}

module.exports = { Words }
