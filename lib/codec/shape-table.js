// Recognizes key blocks by their hash, so that reading a repeated list of keys makes no strings.
'use strict'

// A new block replaces the block that has the same slot, so the table never grows.
const SLOTS = 2048

/**
 * The engine's own copy of a string. The engine compares this copy by address when it is used as a key.
 * @param {string} key
 */
const intern = (key) => Object.keys({ __proto__: null, [key]: 0 })[0]

class KnownShape {
  /** @type {Int32Array | null} the words of its block, if the table has the shape */
  block = null

  /**
   * @param {string[]} keys
   * @param {boolean} isAssignable whether each key can be assigned. It must be defined if the prototype has it too
   */
  constructor (keys, isAssignable) {
    this.keys = keys
    this.isAssignable = isAssignable
  }

  /** @param {Int32Array} block */
  keep (block) {
    this.block = block
    this.keys = this.keys.map(intern)
  }
}

class ShapeTable {
  constructor () {
    /** @type {(KnownShape | null)[]} */
    this.slots = new Array(SLOTS).fill(null)
    // The hash of the last block that was new to each slot.
    this.hashes = new Int32Array(SLOTS)
  }

  /**
   * @param {DataView} view
   * @param {number} at where the block begins
   * @returns {KnownShape | null}
   */
  find (view, at) {
    const shape = this.slots[view.getInt32(at + 4, true) & (SLOTS - 1)]
    if (shape === null) return null
    const block = /** @type {Int32Array} */ (shape.block)
    // The first word holds the length, so a shorter block in the message differs before its end.
    for (let index = 0; index < block.length; index++) {
      if (view.getInt32(at + index * 4, true) !== block[index]) return null
    }
    return shape
  }

  /**
   * Makes a shape. The table takes the shape when its block comes for the second time: most blocks of a document come
   * only once.
   *
   * @param {DataView} view
   * @param {number} at
   * @param {string[]} keys
   * @param {boolean} isAssignable
   */
  add (view, at, keys, isAssignable) {
    const shape = new KnownShape(keys, isAssignable)
    const hash = view.getInt32(at + 4, true)
    const slot = hash & (SLOTS - 1)
    if (this.hashes[slot] === hash) {
      const block = new Int32Array((view.getInt32(at, true) & 0xffff) + 2)
      for (let index = 0; index < block.length; index++) block[index] = view.getInt32(at + index * 4, true)
      shape.keep(block)
      this.slots[slot] = shape
    }
    this.hashes[slot] = hash
    return shape
  }
}

module.exports = { ShapeTable, KnownShape }
