// Turns the bytes of an encoder back into the value, in any thread.
'use strict'

const { unreadableError } = require('../errors.js')
const { bringHome } = require('../realm.js')
const { FastReader } = require('./fast-reader.js')
const { FAST } = require('./tiers.js')

class Decoder {
  /** @param {import('./encoder').SharedBuffers} shared */
  constructor (shared) {
    this.reader = new FastReader(shared)
  }

  /**
   * Names the buffer to read payloads from, until the next call of `attach`.
   * @param {ArrayBuffer} buffer
   */
  attach (buffer) {
    this.reader.attach(buffer)
  }

  /**
   * Reads a value in our own format, whose large buffers came beside the payload.
   *
   * @param {number} start of the payload, a multiple of 8
   * @param {ArrayBuffer[]} buffers they become parts of the value
   */
  readCarried (start, buffers) {
    this.reader.carried = buffers
    try {
      return this.reader.readMessage(start)
    } finally {
      this.reader.carried = []
    }
  }

  /**
   * @param {number} kind FAST or V8
   * @param {number} start of the payload, a multiple of 8
   * @param {number} end
   * @returns {any} a value that shares no byte with the buffer
   * @throws `ERR_OXPOOL_UNREADABLE` if this thread can't read the value
   */
  read (kind, start, end) {
    if (kind === FAST) return this.reader.readMessage(start)
    // Loaded only when needed, as in the encoder.
    const { deserialize } = require('./v8-tier.js')
    try {
      return bringHome(deserialize(this.reader.bytes.subarray(start, end)))
    } catch (error) {
      // The writer has read these bytes as well, but perhaps on a larger stack.
      throw unreadableError(error)
    }
  }
}

module.exports = { Decoder }
