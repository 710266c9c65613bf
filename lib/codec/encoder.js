// Turns any value into bytes, or says that only a port can carry it: the tiers in order, and the state between values.
'use strict'

const { FastWriter } = require('./fast-writer.js')
const { FAST, V8, PORT } = require('./tiers.js')

/**
 * Stands for SharedArrayBuffers by numbers that every thread understands.
 * @typedef {object} SharedBuffers
 * @property {(buffer: SharedArrayBuffer) => number} idOf its number, or -1 when only a port can carry it
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
     * True while a value is being written. Getters of the value may run then, and whoever they call must leave
     * this encoder alone.
     */
    this.isBusy = false
  }

  /**
   * Writes `value` at `position`, a multiple of 8, and advances it. What a getter of the value throws is thrown, and
   * `position` is then unchanged, as it is for PORT.
   * @param {unknown} value
   * @returns {number} FAST, V8 or PORT
   */
  write (value) {
    if (this.writeFast(value)) return FAST
    // Few values come here, and `node:v8` takes a thread two milliseconds to load.
    const { canTellNodeObjects, serialize } = require('./v8-tier.js')
    if (this.isBusy || this.isRefused || !canTellNodeObjects()) return PORT
    const serialized = serialize(value)
    if (serialized === null) return PORT
    this.reserve(serialized.length)
    this.bytes.set(serialized, this.position)
    this.position += serialized.length
    return V8
  }

  /**
   * Writes `value` in our own bytes, if it has only common kinds.
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
    } finally {
      this.isBusy = false
      this.seen.clear()
      if (!isWritten) this.position = start
    }
    return isWritten
  }
}

module.exports = { Encoder, FAST, V8, PORT }
