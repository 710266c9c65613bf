// Writes and reads values in segments, memory that several threads see. Who may touch a segment, and when, is described
// in `src/memory/README.md`.
'use strict'

const binding = require('../binding.js')
const { Decoder } = require('../codec/decoder.js')
const { Encoder } = require('../codec/encoder.js')

/** The size of the buffer that a writer uses when it has no segment. */
const OWN_BYTES = 1 << 16
/** A segment with fewer bytes left than this counts as full. */
const LEAST_LEFT = binding.SEGMENT / 4

/** Encodes one value after another, from segment to segment. */
class Writer {
  /** The segment that is being written, or -1 for a buffer of the writer's own. */
  segment = -1
  #next
  #map
  #useOwn
  /** The ArrayBuffers of the segments, by number. @type {(ArrayBuffer | undefined)[]} */
  #buffers = []
  #own = new ArrayBuffer(OWN_BYTES)
  /** The bytes that the encoder writes to, unless a value outgrows them. */
  #adopted

  /**
   * @param {import('../codec/encoder.js').SharedBuffers} shared
   * @param {() => number} next gives a segment that nobody reads, or -1
   * @param {(segment: number) => ArrayBuffer | undefined} map gives the ArrayBuffer of a segment
   * @param {(bytes: Uint8Array) => void} useOwn tells the native side of the writer's own buffer
   */
  constructor (shared, next, map, useOwn) {
    this.encoder = new Encoder(shared, 0)
    this.#next = next
    this.#map = map
    this.#useOwn = useOwn
    this.renew()
  }

  /** Goes to the start of a segment that nobody reads or, if there is none, of the writer's own buffer. */
  renew () {
    const segment = this.#next()
    const buffer = segment < 0 ? undefined : (this.#buffers[segment] ??= this.#map(segment))
    this.segment = buffer === undefined ? -1 : segment
    this.encoder.adopt(buffer ?? this.#own)
    this.encoder.position = 0
    this.#adopted = this.encoder.bytes
  }

  /**
   * Tells the native side where the written bytes are: a value that outgrew the segment lies in the encoder's own
   * buffer.
   */
  settle () {
    const { bytes } = this.encoder
    if (this.segment >= 0 && bytes === this.#adopted) return
    this.segment = -1
    this.#useOwn(bytes)
  }

  /** Whether so little room is left that the segment counts as full. */
  get isFull () {
    const { encoder } = this
    return encoder.capacity - encoder.position < LEAST_LEFT
  }

  /** Goes on behind the bytes that were handed over, or to a new segment if there is little room. */
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

  /** The decoder for the values in this segment. */
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
