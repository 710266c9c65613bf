// Writes the records that this thread hands in: outcomes of its jobs, and notices of jobs that are still running.
'use strict'

const binding = require('../binding.js')
const { describeFailure, withoutDeepValues, withoutValues } = require('../codec/failure.js')
const { isMovable, unwrap } = require('../move.js')
const { writeValue } = require('../home/record.js')
const { Writer } = require('../home/segments.js')
const { Answer } = require('./file/message-style.js')

const { CARRIED, FAST, HEADER, FAILURE, PORT, LEAST_ELSEWHERE } = binding

/** The origin of a job begins at this bit of a record's kind word, above the kind. */
const ORIGIN_SHIFT = 8
/** The size of a value that went by the port, where nobody knows its real size. */
const LARGE = Infinity

class Outbox {
  /** Where the record that was written last begins. */
  start = 0
  #host
  #control
  #prints
  #writer
  /** For notices that a getter of a value tells while that value is being written. @type {Outbox | undefined} */
  #inner

  /** @param {import('./prints.js').Prints} prints */
  constructor (host, control, prints, isInner = false) {
    this.#host = host
    this.#control = control
    this.#prints = prints
    this.#writer = new Writer(
      control,
      isInner ? () => -1 : (bytes) => binding.nextOutbox(host, bytes),
      (segment) => binding.mapOutbox(host, segment),
      (bytes) => binding.setOutbox(host, bytes),
      () => binding.giveBackOutbox(host)
    )
    // The thread has a port to its pool's owner, and none to a worker that submits nested jobs.
    if (!isInner) this.#writer.encoder.mayCarry = () => control.current.origin === 0
  }

  /** The segment that the last record was written to, or -1 for a buffer of the writer's own. */
  get segment () {
    return this.#writer.segment
  }

  /** Writes a job's outcome. If writing the result throws an error, that error is the outcome. */
  writeOutcome (job, result) {
    try {
      this.#writeResult(job, result, 0)
    } catch (error) {
      this.writeFailure(job, error)
    }
  }

  writeFailure (job, error) {
    if (this.#prints.isHeld) this.#prints.release()
    const description = describeFailure(error)
    try {
      this.#writeDescription(job, description)
    } catch {
      // A value that the error carries is too deep or too large to be sent.
      this.#writeDescription(job, withoutValues(description))
    }
  }

  #writeDescription (job, description) {
    if (this.#write(job, description, FAILURE)) return
    // The submitter must be able to read it, or the error would be lost with a value that it carries.
    this.#control.tellValue(job, withoutDeepValues(description))
    this.#writePort(job, PORT + FAILURE)
  }

  /** Hands in a notice of a job that is still running. Returns how many bytes its value takes. */
  note (job, value, kind) {
    if (this.#writer.encoder.isBusy) {
      this.#inner ??= new Outbox(this.#host, this.#control, this.#prints, true)
      return this.#inner.note(job, value, kind)
    }
    this.#writeResult(job, value, kind)
    const { int32 } = this.#writer.encoder
    const word = this.start >>> 2
    const bytes = (int32[word + 1] & (FAILURE - 1)) >= PORT ? LARGE : int32[word + 2]
    this.report()
    return bytes
  }

  /** Hands in the last record without taking a job. */
  report () {
    binding.report(this.#host, this.#writer.segment, this.start)
    this.advance()
  }

  /** Makes room for the next record once the last one has been handed in. */
  advance () {
    const { encoder, segment } = this.#writer
    // The native side has copied a small payload, so its place is free again.
    if (segment >= 0 && encoder.int32[(this.start >>> 2) + 2] < LEAST_ELSEWHERE) encoder.position = this.start
    else this.#writer.advance()
  }

  #writeResult (job, result, flags) {
    // All that was printed before must be posted, and this may call the user's code, so it comes before the record.
    if (this.#prints.isHeld) this.#prints.release()
    let transferList
    if (result instanceof Answer) ({ value: result, transferList } = result)
    const isCopied = (transferList === undefined || transferList.length === 0) && !isMovable(result)
    if (isCopied && this.#write(job, result, flags)) return
    ;({ value: result, transferList } = unwrap(result, transferList))
    this.#control.tellValue(job, result, transferList)
    this.#writePort(job, PORT + flags)
  }

  /** Writes the record of a value. Returns `false` if the value can only travel on the port. */
  #write (job, value, flags) {
    const { encoder } = this.#writer
    const start = this.start = encoder.position
    let kind
    try {
      encoder.reserve(HEADER + 8)
      kind = writeValue(encoder, start, value, flags + (job.origin << ORIGIN_SHIFT))
      if (kind === PORT) {
        this.#drop(start)
        return false
      }
    } catch (error) {
      this.#drop(start)
      throw error
    }
    this.#finish(job, start)
    if (kind === FAST && encoder.carried.length > 0) this.#sendCarried(job, start)
    return true
  }

  /** Sends the buffers that travel beside a record. They are there before the record is handed in. */
  #sendCarried (job, start) {
    const { encoder } = this.#writer
    const { carried } = encoder
    encoder.carried = []
    this.#control.tellValue(job, carried, carried)
    encoder.int32[(start >>> 2) + 1] += CARRIED - FAST
  }

  #drop (start) {
    this.#writer.encoder.position = start
    this.#writer.leaveLarge()
  }

  /** Writes the record of a value that travels on the port. */
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
