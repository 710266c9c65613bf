// Turns any value into bytes, or says that only a port can carry it, by trying the tiers in order.
'use strict'

const { FastWriter } = require('./fast-writer.js')
const { TOO_LARGE } = require('./growing-bytes.js')
const { FAST, V8, PORT } = require('./tiers.js')

/**
 * Replaces SharedArrayBuffers with numbers that every thread understands.
 * @typedef {object} SharedBuffers
 * @property {(buffer: SharedArrayBuffer) => number} idOf the buffer's number, or -1 if only a port can carry the buffer
 * @property {(id: number) => SharedArrayBuffer} get
 */

class Encoder extends FastWriter {
  /**
   * @param {SharedBuffers} shared
   * @param {number} [initialBytes]
   */
  constructor (shared, initialBytes = 64 * 1024) {
    super(shared, initialBytes)
    /**
     * True while a value is being written. Getters of the value may run in that time, and the code that they call must
     * not use this encoder.
     */
    this.isBusy = false
  }

  /**
   * Writes `value` at `position`, a multiple of 8, and advances `position`. If a getter of the value
   * throws, its error is thrown to the caller. In this case, and for PORT, `position` is unchanged.
   * @param {unknown} value
   * @returns {number} FAST, V8 or PORT
   */
  write (value) {
    if (this.writeFast(value)) return FAST
    // Loaded only when needed: few values come here, and a thread needs two milliseconds to load `node:v8`.
    const { canTellNodeObjects, serialize } = require('./v8-tier.js')
    if (this.isBusy || this.isRefused || !canTellNodeObjects()) return PORT
    const serialized = serialize(value)
    if (serialized === null) return PORT
    if (!this.hasRoom(serialized.length)) return PORT
    this.bytes.set(serialized, this.position)
    this.position += serialized.length
    return V8
  }

  /**
   * Writes `value` in our own format, if it has only common kinds of values.
   * @param {unknown} value
   * @returns {boolean} false with `position` unchanged
   */
  writeFast (value) {
    if (this.isBusy) return false
    const start = this.position
    let isWritten = false
    this.isBusy = true
    try {
      isWritten = this.writeMessage(value)
    } catch (error) {
      if (error !== TOO_LARGE) throw error
      // V8's bytes would be as many.
      this.refuse()
    } finally {
      this.isBusy = false
      this.seen.clear()
      if (!isWritten) {
        this.position = start
        this.carried = []
      }
    }
    return isWritten
  }

  /** Makes room, if so many bytes may lie side by side. */
  hasRoom (size) {
    try {
      this.reserve(size)
      return true
    } catch (error) {
      if (error !== TOO_LARGE) throw error
      return false
    }
  }
}

module.exports = { Encoder, FAST, V8, PORT }
