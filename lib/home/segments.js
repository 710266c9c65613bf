// Memory that several threads see, as its one writer and its readers use it. Who may touch what, and when, is
// `src/memory/README.md`.
'use strict'

const binding = require('../binding.js')
const { Decoder } = require('../codec/decoder.js')
const { Encoder } = require('../codec/encoder.js')

const OWN_BYTES = 1 << 16
/** With less than this left, a segment is full. */
const LEAST_LEFT = binding.SEGMENT / 4

/** Encodes one value after the other, from segment to segment. */
class Writer {
  /** The segment that is written, or -1 for a buffer of the writer's own. */
  segment = -1
  #next
  #map
  #useOwn
  /** The ArrayBuffers of the segments, by number. @type {(ArrayBuffer | undefined)[]} */
  #buffers = []
  #own = new ArrayBuffer(OWN_BYTES)
  /** What the encoder writes to as long as nothing outgrows it. */
  #adopted

  /**
   * @param {import('../codec/encoder.js').SharedBuffers} shared
   * @param {() => number} next a segment that nobody reads, or -1
   * @param {(segment: number) => ArrayBuffer | undefined} map
   * @param {(bytes: Uint8Array) => void} useOwn
   */
  constructor (shared, next, map, useOwn) {
    this.encoder = new Encoder(shared, 0)
    this.#next = next
    this.#map = map
    this.#useOwn = useOwn
    this.renew()
  }

  /** Goes to the start of a segment that nobody reads, or of a buffer of its own where there is none. */
  renew () {
    const segment = this.#next()
    const buffer = segment < 0 ? undefined : (this.#buffers[segment] ??= this.#map(segment))
    this.segment = buffer === undefined ? -1 : segment
    this.encoder.adopt(buffer ?? this.#own)
    this.encoder.position = 0
    this.#adopted = this.encoder.bytes
  }

  /** Lets the native side find what was written: what outgrew its segment lies in a buffer of the encoder's. */
  settle () {
    const { bytes } = this.encoder
    if (this.segment >= 0 && bytes === this.#adopted) return
    this.segment = -1
    this.#useOwn(bytes)
  }

  /** Whether there is little room left. */
  get isFull () {
    const { encoder } = this
    return encoder.capacity - encoder.position < LEAST_LEFT
  }

  /** Goes on after what was written and handed over. */
  advance () {
    if (this.segment < 0 || this.isFull) this.renew()
  }
}

/** Decodes values where another thread wrote them. */
class Reader {
  #shared
  #map
  /** @type {Decoder[]} */
  #decoders = []

  /**
   * @param {import('../codec/encoder.js').SharedBuffers} shared
   * @param {(segment: number) => ArrayBuffer | undefined} map
   */
  constructor (shared, map) {
    this.#shared = shared
    this.#map = map
  }

  /** A decoder of what lies in this segment. */
  in (segment) {
    let decoder = this.#decoders[segment]
    if (decoder === undefined) {
      decoder = this.#decoders[segment] = new Decoder(this.#shared)
      decoder.attach(/** @type {ArrayBuffer} */ (this.#map(segment)))
    }
    return decoder
  }
}

module.exports = { Writer, Reader }
