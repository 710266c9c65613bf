// Holds the bytes that are being written and grows on demand, so that no writer has to think about room.
'use strict'

const { isRefusal, memoryError } = require('../errors.js')

const SMALLEST = 64
/**
 * The most bytes that lie side by side. Places and lengths are numbers of 32 bits on their way between threads, and
 * twice as much must fit them.
 */
const LARGEST = 2 ** 30
/** Thrown when a value needs more. */
const TOO_LARGE = Symbol('too large')

const nothing = new ArrayBuffer(0)

class GrowingBytes {
  capacity = 0
  /** Bytes before this one stay behind when the buffer grows. */
  from = 0
  /**
   * Adopts a buffer of at least so many bytes that somebody else owns, and returns whether there is one.
   *
   * @type {(needed: number) => boolean}
   */
  borrow = () => false
  bytes = Buffer.from(nothing)
  int32 = new Int32Array(nothing)
  float64 = new Float64Array(nothing)
  view = new DataView(nothing)

  /** @param {number} initialBytes */
  constructor (initialBytes) {
    this.position = 0
    this.adopt(new ArrayBuffer(Math.max(SMALLEST, (initialBytes + 7) & -8)))
  }

  /** @param {ArrayBuffer} buffer */
  adopt (buffer) {
    // `Buffer.from` comes first because it may throw: a size that Node refuses must change nothing.
    this.bytes = Buffer.from(buffer)
    this.int32 = new Int32Array(buffer)
    this.float64 = new Float64Array(buffer)
    this.view = new DataView(buffer)
    this.capacity = buffer.byteLength
  }

  /**
   * Makes sure that `size` more bytes fit after `position`.
   * @param {number} size
   */
  reserve (size) {
    if (size > this.capacity - this.position) this.grow(this.position + size, this.position)
  }

  /**
   * Moves the bytes from `from` to `kept` into a buffer of at least `needed` bytes.
   * @param {number} needed
   * @param {number} kept
   */
  grow (needed, kept) {
    if (needed > LARGEST) throw TOO_LARGE
    const wanted = Math.max(needed, Math.min(this.capacity * 2, LARGEST))
    const old = this.bytes
    if (!this.borrow(needed)) this.adopt(allocate(Math.ceil(wanted / 8) * 8, Math.ceil(needed / 8) * 8))
    this.bytes.set(old.subarray(this.from, kept), this.from)
  }
}

/** A buffer of `wanted` bytes, or at least of `needed` ones. */
function allocate (wanted, needed) {
  try {
    return new ArrayBuffer(wanted)
  } catch (error) {
    if (needed < wanted) return allocate(needed, needed)
    throw isRefusal(error) ? memoryError(error) : error
  }
}

module.exports = { GrowingBytes, TOO_LARGE }
