// Words that threads leave for each other, and waits for them: in the event loop, or with it blocked.
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

  /** Blocks the event loop until then. */
  block (word) {
    Atomics.wait(this.#cells, word, 0)
  }
}

module.exports = { Words }
