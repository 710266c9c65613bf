// Writes and reads values in segments, memory that several threads see. Who may touch a segment, and when, is described
// in `src/memory/README.md`.
'use strict'

const binding = require('../binding.js')
const { Decoder } = require('../codec/decoder.js')
const { Encoder } = require('../codec/encoder.js')
const { startTimer, stopTimer } = require('../event-loop.js')

/** The size of the buffer that a writer uses when it has no segment. */
const OWN_BYTES = 1 << 16
/** A segment with fewer bytes left than this counts as full. */
const LEAST_LEFT = binding.SEGMENT / 4
/** For how many milliseconds large segments keep their memory after the last use. */
const KEPT_MS = 1000

/** Encodes one value after another, from segment to segment. */
class Writer {
  /** The segment that is being written, or -1 for a buffer of the writer's own. */
  segment = -1
  #next
  #map
  #useOwn
  #giveBack
  /** The ArrayBuffers of the segments, by number. @type {(ArrayBuffer | undefined)[]} */
  #buffers = []
  #own = new ArrayBuffer(OWN_BYTES)
  /** The bytes that the encoder writes to, unless a value outgrows them. */
  #adopted
  /** While a large segment is being written: the usual segment to go back to, and where to go on there. */
  #usual = -1
  #usualPosition = 0
  /** How often a large segment was taken since their memory was given back. */
  #uses = 0
  #timer

  /**
   * @param {import('../codec/encoder.js').SharedBuffers} shared
   * @param {(bytes: number) => number} next gives a segment of at least so many bytes that nobody reads, or -1
   * @param {(segment: number) => ArrayBuffer | undefined} map gives the ArrayBuffer of a segment
   * @param {(bytes: Uint8Array) => void} useOwn tells the native side of the writer's own buffer
   * @param {() => void} giveBack gives back the memory of the large segments that nobody reads
   */
  constructor (shared, next, map, useOwn, giveBack) {
    this.encoder = new Encoder(shared, 0)
    this.#next = next
    this.#map = map
    this.#useOwn = useOwn
    this.#giveBack = giveBack
    this.encoder.borrow = (needed) => this.#enlarge(needed)
    this.renew()
  }

  /** Goes to the start of a segment that nobody reads or, if there is none, of the writer's own buffer. */
  renew () {
    this.#usual = -1
    if (!this.#adopt(binding.SEGMENT)) {
      this.segment = -1
      this.encoder.adopt(this.#own)
      this.#adopted = this.encoder.bytes
    }
    this.encoder.position = this.encoder.from = 0
  }

  /**
   * Tells the native side where the written bytes are: a value that outgrew all segments lies in the encoder's own
   * buffer.
   */
  settle () {
    const { bytes } = this.encoder
    if (this.segment >= 0 && bytes === this.#adopted) return
    this.segment = -1
    this.#usual = -1
    this.#useOwn(bytes)
  }

  /** Whether so little room is left that the segment counts as full. A large one is full after one value. */
  get isFull () {
    const { encoder } = this
    return encoder.capacity - encoder.position < LEAST_LEFT || this.#usual >= 0
  }

  /** Goes on behind the bytes that were handed over, or in another segment if there is little room. */
  advance () {
    this.leaveLarge()
    if (this.segment < 0 || this.isFull) this.renew()
    else this.encoder.from = this.encoder.position
  }

  /** Goes on in a large segment, where the encoder keeps its position. Returns whether there is one. */
  #enlarge (needed) {
    const { segment, encoder } = this
    // A buffer of the writer's own has outgrown the segments already.
    if (segment < 0 || encoder.bytes !== this.#adopted) return false
    const { position } = encoder
    if (!this.#adopt(needed)) return false
    if (this.#usual < 0) {
      this.#usual = segment
      // What follows the position has not been handed over. What comes before it may have been.
      this.#usualPosition = (position + 7) & -8
    }
    this.#keepForAWhile()
    return true
  }

  /** Goes back to the usual segment if a large one is being written, of which nothing is left to hand over. */
  leaveLarge () {
    if (this.#usual < 0) return
    this.segment = this.#usual
    this.#usual = -1
    this.encoder.adopt(/** @type {ArrayBuffer} */ (this.#buffers[this.segment]))
    this.encoder.position = this.encoder.from = this.#usualPosition
    this.#adopted = this.encoder.bytes
  }

  /** The native side is closed. */
  close () {
    stopTimer(this.#timer)
  }

  #adopt (bytes) {
    const segment = this.#next(bytes)
    const buffer = segment < 0 ? undefined : (this.#buffers[segment] ??= this.#map(segment))
    if (buffer === undefined) return false
    this.segment = segment
    this.encoder.adopt(buffer)
    this.#adopted = this.encoder.bytes
    return true
  }

  #keepForAWhile () {
    this.#uses += 1
    if (this.#uses === 1) this.#giveBackUnused(1)
  }

  #giveBackUnused (uses) {
    this.#timer = startTimer(() => {
      // Segments that readers have when this is asked keep their memory until the next time.
      if (this.#uses !== uses || this.#usual >= 0) return this.#giveBackUnused(this.#uses)
      this.#uses = 0
      this.#giveBack()
    }, KEPT_MS)
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
