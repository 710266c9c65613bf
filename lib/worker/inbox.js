// Where the native side puts the next job of this thread: a header, and the value or where it lies.
'use strict'

const binding = require('../binding.js')
const { Decoder } = require('../codec/decoder.js')
const { readValue } = require('../home/record.js')
const { Reader } = require('../home/segments.js')

const { HEADER, ELSEWHERE, PORT } = binding

const BYTES = 1 << 16
/** An inbox that grew beyond this for one large value is given back. */
const BYTES_TO_KEEP = 1 << 20

class Inbox {
  /** The header is the first words: slot, kind with origin, length, task. @type {Int32Array} */
  int32
  #host
  #control
  /** Reads values that lie in the submitter's segments. */
  #submitted
  #decoder
  /** @type {Float64Array} */
  #float64
  #bytes = 0

  /**
   * @param {number} host the native handle
   * @param {import('./control.js').Control} control
   */
  constructor (host, control) {
    this.#host = host
    this.#control = control
    this.#decoder = new Decoder(control)
    this.#submitted = new Reader(control, (segment) => binding.mapInbox(host, segment))
    this.#use(BYTES)
  }

  /** The value of the job that lies here. */
  read (job, kind, length) {
    if (kind === PORT) return this.#control.takeParcel(job.key)
    if (kind < ELSEWHERE) return readValue(this.#decoder, this.#float64, kind, HEADER, length)
    const word = HEADER >>> 2
    const decoder = this.#submitted.in(this.int32[word])
    return readValue(decoder, this.#float64, kind - ELSEWHERE, this.int32[word + 1], length)
  }

  /** Makes room for the next job, which says in the first word how much it needs. */
  grow () {
    this.#use(this.int32[0])
  }

  /** Gives a large buffer back. */
  trim () {
    if (this.#bytes > BYTES_TO_KEEP) this.#use(BYTES)
  }

  #use (bytes) {
    const inbox = new Uint8Array(bytes + (-bytes & 7))
    this.#bytes = inbox.length
    this.int32 = new Int32Array(inbox.buffer)
    this.#float64 = new Float64Array(inbox.buffer)
    this.#decoder.attach(inbox.buffer)
    binding.setInbox(this.#host, inbox)
  }
}

module.exports = { Inbox }
