// Writes the common kinds of values in our own format.
//
// Every method that may meet another kind returns false then, and the bytes written so far are dropped. This file is
// longer than others because the kinds of values contain each other.
'use strict'

const {
  UNDEFINED, NULL, FALSE, TRUE, INT32, DOUBLE, BACK_REFERENCE, DATE, MAP, SET, SMALL_INTEGER,
  HAS_BACK_REFERENCES, IS_DEEP
} = require('./tags.js')
const { GrowingBytes } = require('./growing-bytes.js')
const {
  isProxy, isMap, isSet, isDate, isArrayBuffer, isSharedArrayBuffer, isOrdinary, getPrototypeOf,
  inheritsFromProxy
} = require('./kinds.js')
const { isPlainInstance, isPlainPrototype } = require('./instances.js')
const { SeenObjects } = require('./seen-objects.js')
const { ShapeTree } = require('./shape-tree.js')
const { writeArray } = require('./write-array.js')
const { writeBigInt } = require('./write-bigint.js')
const { writeArrayBuffer, writeSharedBuffer, writeView } = require('./write-buffer.js')
const { writeDeep } = require('./write-deep.js')
const { isError, writeError } = require('./write-error.js')
const { writeInstance, writeOrdinary, isPrototypePolluted } = require('./write-object.js')
const { writeString } = require('./write-string.js')

// A deeper value is written with a list in place of the stack: a call for each level would overflow the stack some day.
const DEEPEST = 64

const ObjectPrototype = Object.prototype
const { isArray } = Array
const { isView } = ArrayBuffer
const { getTime } = Date.prototype
const eachOfMap = Map.prototype.forEach
const eachOfSet = Set.prototype.forEach

class FastWriter extends GrowingBytes {
  /**
   * @param {import('./encoder').SharedBuffers} shared
   * @param {number} initialBytes
   */
  constructor (shared, initialBytes) {
    super(initialBytes)
    this.shared = shared
    this.seen = new SeenObjects()
    this.shapes = new ShapeTree()
    this.depth = 0
    this.hasBackReferences = false
    this.isDeep = false
    this.isRefused = false
    /** The errors whose causes are being written. @type {object[]} */
    this.openErrors = []
    // Whether the message has kinds of containers that are read by a call for each level.
    this.hasCauses = false
    this.hasSparse = false
    /**
     * Copies of large buffers, which travel beside the payload. Whoever sends them empties the list.
     *
     * @type {ArrayBuffer[]}
     */
    this.carried = []
    /** Whether the value that is being written may have such buffers. */
    this.mayCarry = () => false
  }

  /**
   * @param {unknown} value
   * @returns {boolean} false when this tier can't tell exactly what the value is; then `position` has no meaning
   */
  writeMessage (value) {
    this.depth = 0
    this.hasBackReferences = false
    this.isDeep = false
    this.isRefused = false
    this.hasCauses = false
    this.hasSparse = false
    if (this.openErrors.length > 0) this.openErrors = []
    this.shapes.begin()
    if (isPrototypePolluted()) return false
    const start = this.position
    this.reserve(1)
    this.position++
    if (!this.writeValue(value) || (this.isDeep && (this.hasCauses || this.hasSparse))) return false
    this.bytes[start] = (this.hasBackReferences ? HAS_BACK_REFERENCES : 0) + (this.isDeep ? IS_DEEP : 0)
    return true
  }

  /** Notes that structuredClone refuses the value, or that only a port can carry it. */
  refuse () {
    this.isRefused = true
    return false
  }

  /** @param {any} value */
  writeValue (value) {
    // Not a `switch`: the engine makes a string of the type for it, and compares that string case by case.
    if (typeof value === 'string') {
      writeString(this, value)
      return true
    }
    if (typeof value === 'number') {
      this.writeNumber(value)
      return true
    }
    if (typeof value === 'object') return value === null ? this.writeTag(NULL) : this.writeObject(value)
    if (typeof value === 'boolean') return this.writeTag(value ? TRUE : FALSE)
    if (value === undefined) return this.writeTag(UNDEFINED)
    if (typeof value === 'bigint') return writeBigInt(this, value)
    return this.refuse()
  }

  /** @param {number} tag */
  writeTag (tag) {
    this.reserve(1)
    this.bytes[this.position++] = tag
    return true
  }

  /**
   * @param {number} tag
   * @param {number} count
   */
  writeTagAndCount (tag, count) {
    this.reserve(8)
    this.bytes[this.position] = tag
    this.view.setUint32(this.position + 1, count, true)
    this.position += 5
  }

  /** @param {number} value */
  writeNumber (value) {
    this.reserve(9)
    const at = this.position
    if ((value | 0) !== value || (value === 0 && 1 / value < 0)) {
      this.bytes[at] = DOUBLE
      this.view.setFloat64(at + 1, value, true)
      this.position = at + 9
    } else if (value >= 0 && value < 128) {
      this.bytes[at] = SMALL_INTEGER + value
      this.position = at + 1
    } else {
      this.bytes[at] = INT32
      this.view.setInt32(at + 1, value, true)
      this.position = at + 5
    }
  }

  /**
   * Gives the object its number in the message or, if it has one, writes the number.
   * @param {object} object
   * @returns {boolean} whether it is written
   */
  writeBackReference (object) {
    const index = this.seen.add(object)
    if (index < 0 || this.openErrors.includes(object)) return false
    this.hasBackReferences = true
    this.writeTagAndCount(BACK_REFERENCE, index)
    return true
  }

  /** @param {object} object */
  writeObject (object) {
    if (this.writeBackReference(object)) return true
    if (isProxy(object)) return this.refuse()
    if (this.depth === DEEPEST) {
      this.isDeep = true
      return writeDeep(this, object)
    }
    this.depth++
    const isWritten = this.writeNew(object)
    this.depth--
    return isWritten
  }

  /** @param {any} object */
  writeNew (object) {
    if (isArray(object)) return writeArray(this, object)
    const prototype = getPrototypeOf(object)
    if (prototype === ObjectPrototype && isOrdinary(object)) return writeOrdinary(this, object)
    if (isPlainPrototype(prototype) && isOrdinary(object)) return writeInstance(this, object)
    return this.writeLeaf(object) || (!this.isRefused && this.writeRarer(object))
  }

  /**
   * The containers that a deep value can't have.
   * @param {any} object
   */
  writeRarer (object) {
    if (isMap(object)) return this.writeEntries(MAP, object, eachOfMap)
    if (isSet(object)) return this.writeEntries(SET, object, eachOfSet)
    // From here on what the object inherits is looked at, and a proxy in there would run code.
    if (inheritsFromProxy(object)) return false
    if (isError(object)) return writeError(this, object)
    return isOrdinary(object) && isPlainInstance(object) && writeInstance(this, object)
  }

  /**
   * The kinds that contain no other object, but for a view's buffer.
   * @param {any} object
   */
  writeLeaf (object) {
    if (isView(object)) return writeView(this, object)
    if (isDate(object)) return this.writeDate(object)
    if (isArrayBuffer(object)) return writeArrayBuffer(this, object)
    if (isSharedArrayBuffer(object)) return writeSharedBuffer(this, object)
    return false
  }

  /** @param {Date} date */
  writeDate (date) {
    this.reserve(9)
    this.bytes[this.position] = DATE
    this.view.setFloat64(this.position + 1, getTime.call(date), true)
    this.position += 9
    return true
  }

  /**
   * Takes all entries before it writes the first: writing may run a getter that changes the collection.
   * @param {number} tag
   * @param {object} collection
   * @param {Function} each
   */
  writeEntries (tag, collection, each) {
    const entries = /** @type {unknown[]} */ ([])
    /** @type {(value: unknown, key: unknown) => void} */
    const take = tag === MAP ? (value, key) => entries.push(key, value) : (value) => entries.push(value)
    each.call(collection, take)
    this.writeTagAndCount(tag, entries.length)
    for (let index = 0; index < entries.length; index++) {
      if (!this.writeValue(entries[index])) return false
    }
    return true
  }
}

module.exports = { FastWriter }
