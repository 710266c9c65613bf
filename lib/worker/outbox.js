// Where this thread writes what it has to tell of its jobs: outcomes, and notices of jobs that go on.
'use strict'

const binding = require('../binding.js')
const { describeFailure } = require('../codec/failure.js')
const { isMovable, unwrap } = require('../move.js')
const { writeValue } = require('../home/record.js')
const { Writer } = require('../home/segments.js')
const { Answer } = require('./file/message-style.js')

const { HEADER, FAILURE, PORT, LEAST_ELSEWHERE } = binding

/** Where a job's origin begins in a kind word: above the kind. */
const ORIGIN_SHIFT = 8
/** What a value counts as whose size is not known: it went by the port. */
const LARGE = Infinity

class Outbox {
  /** Where the record that was written begins. */
  start = 0
  #host
  #control
  #writer
  /** For what is told while a value is being written: by a getter of it. @type {Outbox | undefined} */
  #inner

  constructor (host, control, isInner = false) {
    this.#host = host
    this.#control = control
    this.#writer = new Writer(
      control,
      isInner ? () => -1 : () => binding.nextOutbox(host),
      (segment) => binding.mapOutbox(host, segment),
      (bytes) => binding.setOutbox(host, bytes)
    )
  }

  /** The segment that the record was written to, or -1. */
  get segment () {
    return this.#writer.segment
  }

  /** Writes a job's outcome, or the failure to. */
  writeOutcome (job, result) {
    try {
      this.#writeResult(job, result, 0)
    } catch (error) {
      this.writeFailure(job, error)
    }
  }

  writeFailure (job, error) {
    const description = describeFailure(error)
    if (this.#write(job, description, FAILURE)) return
    this.#control.tellValue(job, description)
    this.#writePort(job, PORT + FAILURE)
  }

  /** Tells something of a job that goes on, and says how many bytes that took. */
  note (job, value, kind) {
    if (this.#writer.encoder.isBusy) {
      this.#inner ??= new Outbox(this.#host, this.#control, true)
      return this.#inner.note(job, value, kind)
    }
    const bytes = this.#writeResult(job, value, kind)
    this.report()
    return bytes
  }

  /** Hands in what was written, without taking a job. */
  report () {
    binding.report(this.#host, this.#writer.segment, this.start)
    this.advance()
  }

  /** What was written has been handed in. */
  advance () {
    const { encoder, segment } = this.#writer
    // The native side has copied a small payload: its place is free.
    if (segment >= 0 && encoder.int32[(this.start >>> 2) + 2] < LEAST_ELSEWHERE) encoder.position = this.start
    else this.#writer.advance()
  }

  #writeResult (job, result, flags) {
    let transferList
    if (result instanceof Answer) ({ value: result, transferList } = result)
    const isCopied = (transferList === undefined || transferList.length === 0) && !isMovable(result)
    if (isCopied && this.#write(job, result, flags)) return this.#writer.encoder.int32[(this.start >>> 2) + 2]
    ;({ value: result, transferList } = unwrap(result, transferList))
    this.#control.tellValue(job, result, transferList)
    this.#writePort(job, PORT + flags)
    return LARGE
  }

  /** Writes a value's record. `false` if the value can only travel on the port. */
  #write (job, value, flags) {
    const { encoder } = this.#writer
    const start = this.start = encoder.position
    try {
      encoder.reserve(HEADER + 8)
      if (writeValue(encoder, start, value, flags + (job.origin << ORIGIN_SHIFT)) === PORT) {
        encoder.position = start
        return false
      }
    } catch (error) {
      encoder.position = start
      throw error
    }
    this.#finish(job, start)
    return true
  }

  #writePort (job, kind) {
    const { encoder } = this.#writer
    const start = this.start = encoder.position
    encoder.reserve(HEADER)
    encoder.int32[(start >>> 2) + 1] = kind + (job.origin << ORIGIN_SHIFT)
    encoder.int32[(start >>> 2) + 2] = 0
    encoder.position = start + HEADER
    this.#finish(job, start)
  }

  #finish (job, start) {
    this.#writer.encoder.int32[start >>> 2] = job.slot
    this.#writer.settle()
  }
}

module.exports = { Outbox, ORIGIN_SHIFT }
