// Recognizes key blocks by their hash, so that reading a repeated list of keys makes no strings.
'use strict'

// A new block replaces the block that has the same slot, so the table never grows.
const SLOTS = 512

/**
 * The engine's own copy of a string. The engine compares this copy by address when it is used as a key.
 * @param {string} key
 */
const intern = (key) => {
  const holder = {}
  Object.defineProperty(holder, key, { __proto__: null, value: 0, enumerable: true })
  return Object.keys(holder)[0]
}

class KnownShape {
  /**
   * @param {Int32Array} block
   * @param {string[]} keys
   */
  constructor (block, keys) {
    this.block = block
    this.keys = keys.map(intern)
    // To assign a key that the prototype also has may run a setter, or may be refused.
    this.isAssignable = keys.every((key) => !(key in Object.prototype))
  }
}

class ShapeTable {
  constructor () {
    /** @type {(KnownShape | null)[]} */
    this.slots = new Array(SLOTS).fill(null)
  }

  /**
   * @param {DataView} view
   * @param {number} at where the block begins
   * @returns {KnownShape | null}
   */
  find (view, at) {
    const shape = this.slots[view.getInt32(at + 4, true) & (SLOTS - 1)]
    if (shape === null) return null
    const { block } = shape
    // The first word holds the length, so a shorter block in the message differs before its end.
    for (let index = 0; index < block.length; index++) {
      if (view.getInt32(at + index * 4, true) !== block[index]) return null
    }
    return shape
  }

  /**
   * @param {DataView} view
   * @param {number} at
   * @param {string[]} keys
   */
  add (view, at, keys) {
    const block = new Int32Array((view.getInt32(at, true) & 0xffff) + 2)
    for (let index = 0; index < block.length; index++) block[index] = view.getInt32(at + index * 4, true)
    const shape = new KnownShape(block, keys)
    this.slots[block[1] & (SLOTS - 1)] = shape
    return shape
  }
}

module.exports = { ShapeTable, KnownShape }
