// Remembers the objects of one message in order, so that an object that comes again is written as a reference.
'use strict'

// Up to this many objects, looking through a list costs less than hashing. Most messages have fewer.
const LIST = 16

class SeenObjects {
  constructor () {
    this.count = 0
    this.list = new Array(LIST).fill(null)
    /** @type {Map<object, number> | null} */
    this.table = null
  }

  /**
   * @param {object} object
   * @returns {number} the object's number in the message, or -1
   */
  indexOf (object) {
    if (this.table !== null) {
      const index = this.table.get(object)
      return index === undefined ? -1 : index
    }
    const { list, count } = this
    for (let index = 0; index < count; index++) if (list[index] === object) return index
    return -1
  }

  /** @param {object} object */
  add (object) {
    const index = this.count++
    if (index < LIST) {
      this.list[index] = object
      return
    }
    if (this.table === null) {
      this.table = new Map()
      for (let earlier = 0; earlier < LIST; earlier++) this.table.set(this.list[earlier], earlier)
    }
    this.table.set(object, index)
  }

  clear () {
    const used = Math.min(this.count, LIST)
    for (let index = 0; index < used; index++) this.list[index] = null
    this.count = 0
    this.table = null
  }
}

module.exports = { SeenObjects }
