// Remembers the objects of one message in order, so that an object that comes again is written as a reference.
'use strict'

// Up to this many objects, looking through a list costs less than hashing. Most messages have fewer.
const LIST = 16

class SeenObjects {
  constructor () {
    this.count = 0
    this.list = new Array(LIST).fill(null)
    /** All objects, in order, if they are more than the list takes. @type {Set<object> | null} */
    this.set = null
    /** Their numbers, once an object has come again: few messages need them. @type {Map<object, number> | null} */
    this.numbers = null
  }

  /**
   * @param {object} object
   * @returns {number} the object's number if it has come before in this message, or -1: then it has its number from now
   */
  add (object) {
    if (this.set !== null) return this.#addToSet(this.set, object)
    const { list, count } = this
    for (let index = 0; index < count; index++) if (list[index] === object) return index
    if (count === LIST) {
      this.set = new Set(list)
      return this.#addToSet(this.set, object)
    }
    list[count] = object
    this.count = count + 1
    return -1
  }

  /** @param {Set<object>} set */
  #addToSet (set, object) {
    const { size } = set
    set.add(object)
    if (set.size !== size) {
      if (this.numbers !== null) this.numbers.set(object, size)
      return -1
    }
    if (this.numbers === null) {
      this.numbers = new Map()
      for (const each of set) this.numbers.set(each, this.numbers.size)
    }
    return /** @type {number} */ (this.numbers.get(object))
  }

  clear () {
    for (let index = 0; index < this.count; index++) this.list[index] = null
    this.count = 0
    this.set = null
    this.numbers = null
  }
}

module.exports = { SeenObjects }
