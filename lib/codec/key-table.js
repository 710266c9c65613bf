// Recognizes single keys by their bytes, so that reading a key again makes no string and asks no prototype.
'use strict'

const { readLatin1 } = require('./read-string.js')

// A new key replaces the key that has the same slot, so the table never grows.
const SLOTS = 8192
// Of a longer key only so many bytes are hashed. Long keys differ near their ends, and a key is compared whole anyway.
const HASHED = 12

const ObjectPrototype = Object.prototype
const { getOwnPropertyNames } = Object
const builtIn = new Set(getOwnPropertyNames(ObjectPrototype))

class KeyTable {
  /** @type {string[]} the key in each slot */
  keys = new Array(SLOTS).fill('')
  /** Whether the key in a slot can be assigned. If the prototype has it too, it must be defined. */
  isAssignable = new Uint8Array(SLOTS).fill(1)
  isPrototypeChanged = false

  /** Looks whether somebody has added something to Object.prototype: then each new key must be looked for in there. */
  begin () {
    this.isPrototypeChanged = getOwnPropertyNames(ObjectPrototype).length !== builtIn.size
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} at
   * @param {number} length of the key, which has one byte for each character
   * @returns {number} its slot. The key stays there until another key is looked up
   */
  slotOf (bytes, at, length) {
    const end = at + length
    let hash = length
    for (let index = length > HASHED ? end - HASHED : at; index < end; index++) {
      hash = Math.imul(hash ^ bytes[index], 0x01000193)
    }
    const slot = (hash ^ hash >>> 15) & (SLOTS - 1)
    if (!isSame(this.keys[slot], bytes, at, length)) this.#put(slot, readLatin1(bytes, at, length))
    return slot
  }

  #put (slot, key) {
    this.keys[slot] = key
    const isInherited = this.isPrototypeChanged ? key in ObjectPrototype : builtIn.has(key)
    this.isAssignable[slot] = isInherited ? 0 : 1
  }
}

/** Whether a key has exactly these bytes. */
function isSame (key, bytes, at, length) {
  if (key.length !== length) return false
  for (let index = 0; index < length; index++) {
    if (key.charCodeAt(index) !== bytes[at + index]) return false
  }
  return true
}

module.exports = { KeyTable }
