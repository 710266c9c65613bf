// Reads values from our own format. This file is longer than others because the kinds of values contain each other.
'use strict'

const {
  UNDEFINED, NULL, FALSE, TRUE, INT32, DOUBLE, BIGINT64, BIGINT, BIGINT_WORDS, LATIN1, UTF16, BACK_REFERENCE, OBJECT,
  OBJECT_AGAIN, LOOSE_OBJECT, ARRAY, INT32_ELEMENTS, DOUBLE_ELEMENTS, DATE, MAP, SET, ARRAY_BUFFER,
  CARRIED_BUFFER, SHARED_ARRAY_BUFFER, VIEW, V8_LIST, ERROR, SPARSE_ARRAY, SHORT_STRING, SMALL_INTEGER, MAX_SHAPES,
  MAX_SHAPE_KEYS, HAS_BACK_REFERENCES, IS_DEEP, alignedTo8
} = require('./tags.js')
const { copyBuffer } = require('./copy-buffer.js')
const { readDoubles, readIntegers } = require('./read-block.js')
const { readError } = require('./read-error.js')
const { readLatin1, readUtf16 } = require('./read-string.js')
const { makeView } = require('./make-view.js')
const { readDeep } = require('./read-deep.js')
const { define } = require('./set-property.js')
const { bringHome } = require('../realm.js')
const { KeyTable } = require('./key-table.js')
const { ShapeTable } = require('./shape-table.js')

// All readers of a thread know the same keys and shapes, wherever they have read them.
const table = new ShapeTable()
const keyTable = new KeyTable()

// Keys of larger objects are names of things rather than of properties. They will not come again.
const MANY_KEYS = 2048

const ObjectPrototype = Object.prototype
const { setPrototypeOf } = Object

class FastReader {
  buffer = new ArrayBuffer(0)
  bytes = Buffer.from(this.buffer)
  view = new DataView(this.buffer)
  int32 = new Int32Array(this.buffer)
  float64 = new Float64Array(this.buffer)

  /** @param {import('./encoder').SharedBuffers} shared */
  constructor (shared) {
    this.shared = shared
    this.at = 0
    this.hasBackReferences = false
    // Whether this message has begun to look up single keys.
    this.hasNewKeys = false
    // Whether the key that was read last can be assigned.
    this.isAssignable = true
    /** @type {ArrayBuffer[]} the buffers that came beside the message */
    this.carried = []
    /** @type {object[]} the objects of the message that is being read */
    this.seen = []
    /** @type {import('./shape-table').KnownShape[]} the shapes of the message that is being read */
    this.shapes = []
  }

  /** @param {ArrayBuffer} buffer */
  attach (buffer) {
    this.buffer = buffer
    this.bytes = Buffer.from(buffer)
    this.view = new DataView(buffer)
    this.int32 = new Int32Array(buffer, 0, buffer.byteLength >> 2)
    this.float64 = new Float64Array(buffer, 0, buffer.byteLength >> 3)
  }

  /** @param {number} start */
  readMessage (start) {
    this.at = start + 1
    const flags = this.bytes[start]
    this.hasBackReferences = (flags & HAS_BACK_REFERENCES) !== 0
    this.hasNewKeys = false
    try {
      return (flags & IS_DEEP) === 0 ? this.readValue() : readDeep(this)
    } finally {
      // The reader must not keep alive what it has read.
      if (this.seen.length > 0) this.seen = []
      if (this.shapes.length > 0) this.shapes = []
    }
  }

  /** @returns {any} */
  readValue () {
    const tag = this.bytes[this.at++]
    if (tag >= SMALL_INTEGER) return tag - SMALL_INTEGER
    if (tag >= SHORT_STRING) return this.readLatin1(tag - SHORT_STRING)
    switch (tag) {
      case OBJECT: return this.readObject(this.readShape())
      case OBJECT_AGAIN: return this.readObject(this.shapes[this.readCount16()])
      case ARRAY: return this.readArray()
      case INT32: return this.readInt32()
      case DOUBLE: return this.readDouble()
      case NULL: return null
      case TRUE: return true
      case FALSE: return false
      case UNDEFINED: return undefined
      case LATIN1: return this.readLatin1(this.readCount())
      case UTF16: return this.readUtf16()
      case BACK_REFERENCE: return this.seen[this.readCount()]
      default: return this.readRarer(tag)
    }
  }

  /**
   * @param {number} tag
   * @returns {any}
   */
  readRarer (tag) {
    switch (tag) {
      case INT32_ELEMENTS: return this.see(this.readElements(4, readIntegers, this.int32))
      case DOUBLE_ELEMENTS: return this.see(this.readElements(8, readDoubles, this.float64))
      case VIEW: return this.readView()
      case ARRAY_BUFFER: return this.see(this.readArrayBuffer())
      case CARRIED_BUFFER: return this.see(this.carried[this.readCount()])
      case SHARED_ARRAY_BUFFER: return this.see(this.shared.get(this.readDouble()))
      case DATE: return this.see(new Date(this.readDouble()))
      case MAP: return this.readMap()
      case SET: return this.readSet()
      case LOOSE_OBJECT: return this.readLooseObject()
      case ERROR: return readError(this)
      case SPARSE_ARRAY: return this.readSparseArray()
      case V8_LIST: return this.see(this.readV8List())
      case BIGINT64: return this.readBigInt64()
      case BIGINT_WORDS: return this.readBigIntWords()
      case BIGINT: return this.readBigInt()
      default: throw new RangeError(`Not a payload: tag ${tag} at byte ${this.at - 1}`)
    }
  }

  /**
   * @template {object} T
   * @param {T} object
   */
  see (object) {
    if (this.hasBackReferences) this.seen.push(object)
    return object
  }

  readCount () {
    this.at += 4
    return this.view.getUint32(this.at - 4, true)
  }

  readCount16 () {
    this.at += 2
    return this.view.getUint16(this.at - 2, true)
  }

  readInt32 () {
    this.at += 4
    return this.view.getInt32(this.at - 4, true)
  }

  readDouble () {
    this.at += 8
    return this.view.getFloat64(this.at - 8, true)
  }

  readBigInt64 () {
    this.at += 8
    return this.view.getBigInt64(this.at - 8, true)
  }

  readBigIntWords () {
    const count = this.bytes[this.at++]
    this.at += count * 8
    let value = this.view.getBigInt64(this.at - 8, true)
    for (let word = 2; word <= count; word++) value = value << 64n | this.view.getBigUint64(this.at - word * 8, true)
    return value
  }

  /** @returns {bigint} */
  readBigInt () {
    const isNegative = this.bytes[this.at++] === 1
    const magnitude = BigInt('0x' + this.readValue())
    return isNegative ? -magnitude : magnitude
  }

  /** @param {number} length */
  readLatin1 (length) {
    const at = this.at
    this.at += length
    return readLatin1(this.bytes, at, length)
  }

  readUtf16 () {
    const length = this.readCount()
    const at = this.at
    this.at += length * 2
    return readUtf16(this.bytes, at, length)
  }

  readShape () {
    const block = this.at
    const first = this.view.getInt32(block, true)
    const shape = table.find(this.view, block) ?? this.readNewShape(block, first >>> 16)
    this.at = block + 8 + (first & 0xffff) * 4
    if (this.shapes.length < MAX_SHAPES) this.shapes.push(shape)
    return shape
  }

  /**
   * @param {number} block where the block begins
   * @param {number} count
   */
  readNewShape (block, count) {
    this.at = block + 8
    const keys = new Array(count)
    let isAssignable = true
    for (let index = 0; index < count; index++) {
      keys[index] = this.readKey()
      if (!this.isAssignable) isAssignable = false
    }
    return table.add(this.view, block, keys, isAssignable)
  }

  /** Reads a key, and notes in `isAssignable` whether it can be assigned. */
  readKey () {
    const tag = this.bytes[this.at]
    if (tag < SHORT_STRING || tag >= SMALL_INTEGER) {
      const key = this.readValue()
      this.isAssignable = !(key in ObjectPrototype)
      return key
    }
    if (!this.hasNewKeys) {
      this.hasNewKeys = true
      keyTable.begin()
    }
    const length = tag - SHORT_STRING
    const slot = keyTable.slotOf(this.bytes, this.at + 1, length)
    this.at += length + 1
    this.isAssignable = keyTable.isAssignable[slot] === 1
    return keyTable.keys[slot]
  }

  /** @param {import('./shape-table').KnownShape} shape */
  readObject ({ keys, isAssignable }) {
    const object = /** @type {Record<string, unknown>} */ ({})
    if (this.hasBackReferences) this.seen.push(object)
    const { length } = keys
    if (isAssignable) {
      for (let index = 0; index < length; index++) object[keys[index]] = this.readValue()
    } else {
      for (let index = 0; index < length; index++) define(object, keys[index], this.readValue())
    }
    return object
  }

  readLooseObject () {
    const count = this.readCount()
    if (count > MAX_SHAPE_KEYS) return this.readTable(count)
    const object = this.see(/** @type {Record<string, unknown>} */ ({}))
    for (let index = 0; index < count; index++) {
      const key = this.readKey()
      if (this.isAssignable) object[key] = this.readValue()
      else define(object, key, this.readValue())
    }
    return object
  }

  /**
   * An object with many keys. It gets its prototype last: before that, no key can be inherited, and the engine holds
   * the object as a table from its first key on.
   * @param {number} count
   */
  readTable (count) {
    const object = this.see(/** @type {Record<string, unknown>} */ ({ __proto__: null }))
    if (count > MANY_KEYS) {
      for (let index = 0; index < count; index++) {
        const key = this.readValue()
        object[key] = this.readValue()
      }
    } else {
      for (let index = 0; index < count; index++) {
        const key = this.readKey()
        object[key] = this.readValue()
      }
    }
    return setPrototypeOf(object, ObjectPrototype)
  }

  readArray () {
    const length = this.readCount()
    const array = this.see(new Array(length))
    for (let index = 0; index < length; index++) array[index] = this.readValue()
    return array
  }

  /**
   * @param {number} size of an element
   * @param {Function} read
   * @param {Int32Array | Float64Array} elements
   */
  readElements (size, read, elements) {
    const length = this.readCount()
    const block = alignedTo8(this.at)
    this.at = block + length * size
    return read(elements, block / size, length)
  }

  readSparseArray () {
    const length = this.readCount()
    const count = this.readCount()
    // A long array with few elements must not take memory for all that it could have.
    const array = this.see(/** @type {any[]} */ (count < length / 4 ? [] : new Array(length)))
    array.length = length
    for (let index = 0; index < count; index++) {
      const key = this.readValue()
      if (typeof key === 'number') array[key] = this.readValue()
      else define(array, key, this.readValue())
    }
    return array
  }

  readV8List () {
    const length = this.readCount()
    const at = this.at
    this.at += length
    // Loaded only when needed, as in the writer.
    const { deserialize } = require('./v8-tier.js')
    return bringHome(deserialize(this.bytes.subarray(at, at + length)))
  }

  readMap () {
    const map = this.see(new Map())
    for (let count = this.readCount(); count > 0; count -= 2) {
      const key = this.readValue()
      map.set(key, this.readValue())
    }
    return map
  }

  readSet () {
    const set = this.see(new Set())
    for (let count = this.readCount(); count > 0; count--) set.add(this.readValue())
    return set
  }

  readArrayBuffer () {
    const length = this.readCount()
    const start = alignedTo8(this.at)
    this.at = start + length
    return bringHome(copyBuffer(this.bytes, start, start + length))
  }

  /** @returns {ArrayBufferView} */
  readView () {
    const kind = this.bytes[this.at]
    const offset = this.view.getUint32(this.at + 1, true)
    const length = this.view.getUint32(this.at + 5, true)
    this.at += 9
    const number = this.seen.length
    if (this.hasBackReferences) this.seen.push(this.bytes)
    const view = makeView(kind, this.readValue(), offset, length)
    // A view has its number before its buffer has one.
    if (this.hasBackReferences) this.seen[number] = view
    return view
  }
}

module.exports = { FastReader }
