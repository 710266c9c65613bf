// A worker's loop: hand in an outcome, get the next job, run it. It leaves to the event loop when the native side says so.
'use strict'

const binding = require('../binding.js')
const { Decoder } = require('../codec/decoder.js')
const { describeFailure } = require('../codec/failure.js')
const { isMovable, unwrap } = require('../move.js')
const { readValue, writeValue } = require('../record.js')
const { Reader, Writer } = require('../segments.js')
const { Context } = require('./context.js')
const { HeapLimit } = require('./heap-limit.js')
const { Answer } = require('./message-style.js')

const { HEADER, FAILURE, ELSEWHERE, PORT, LEAST_ELSEWHERE, Step } = binding

const NO_OUTCOME = -2

const ENTER = 0
const CONTINUE = 1
const PARK = 2

const INBOX_BYTES = 1 << 16
/** An inbox that grew beyond this for one large value is given back. */
const BYTES_TO_KEEP = 1 << 20

// The user's file may replace it; leaving must work all the same.
const exit = process.exit.bind(process)

class Loop {
  #host
  #control
  #tasks
  #seat
  #writer
  #submitted
  #decoder
  #int32
  #float64
  #inboxBytes = 0
  #slot = -1
  /** Where the outcome that was written begins. */
  #start = 0
  #jobs = 0
  #context
  /** @type {HeapLimit | undefined} */
  #heapLimit
  #enter = () => this.#work(ENTER)
  #park = () => this.#work(PARK)

  constructor ({ pool, seat, heapLimit }, control, tasks) {
    this.#control = control
    this.#tasks = tasks
    this.#seat = seat
    this.#host = binding.attach(pool, seat, this.#enter)
    control.unref()
    if (heapLimit !== undefined) this.#heapLimit = new HeapLimit(heapLimit)
    this.#decoder = new Decoder(control)
    this.#useInbox(INBOX_BYTES)
    this.#writer = new Writer(
      control,
      () => binding.nextOutbox(this.#host),
      (segment) => binding.mapOutbox(this.#host, segment),
      (bytes) => binding.setOutbox(this.#host, bytes)
    )
    this.#submitted = new Reader(control, (segment) => binding.mapInbox(this.#host, segment))
    if (this.#writer.segment >= 0) binding.readSegments(this.#host)
    control.onAbort = (slot, reason) => { if (slot === this.#slot) Context.abort(this.#context, reason) }
  }

  /** Takes jobs, from now on. */
  enter () {
    this.#work(ENTER)
  }

  #work (entry, isReporting = false) {
    for (;;) {
      const step = this.#exchange(isReporting, entry)
      isReporting = false
      switch (step) {
        case Step.Run:
          if (!this.#run()) return
          isReporting = true
          entry = CONTINUE
          break
        case Step.Turn:
          setImmediate(this.#enter)
          return
        case Step.Idle:
          this.#trim()
          if (this.#jobs > 0 && this.#heapLimit?.isPassed()) binding.resign(this.#host)
          setImmediate(this.#park)
          return
        case Step.Away:
          return
        case Step.Grow:
          this.#useInbox(this.#int32[0])
          break
        case Step.Leave:
          this.#control.tell({ type: 'leaving' })
          setImmediate(this.#leave)
          return
      }
    }
  }

  #exchange (isReporting, entry) {
    if (!isReporting) return binding.exchange(this.#host, NO_OUTCOME, 0, entry)
    const writer = this.#writer
    const start = this.#start
    if (this.#heapLimit !== undefined && this.#heapLimit.isPassedLately()) binding.resign(this.#host)
    const step = binding.exchange(this.#host, writer.segment, start, entry)
    // The native side has copied a small outcome: its place is free.
    if (writer.segment >= 0 && writer.encoder.int32[(start >>> 2) + 2] < LEAST_ELSEWHERE) writer.encoder.position = start
    else writer.advance()
    return step
  }

  /** Runs the job in the inbox. `false` if it goes on by itself; else its outcome lies in the outbox. */
  #run () {
    const int32 = this.#int32
    const slot = this.#slot = int32[0]
    const task = int32[3]
    this.#context = new Context(this.#jobs++)
    let result
    try {
      this.#control.forgetBuffers()
      const data = this.#readData(slot, int32[1], int32[2] >>> 0)
      const handler = this.#tasks.handler(task)
      result = handler === undefined ? this.#loadAndRun(task, data) : handler(data, this.#context)
    } catch (error) {
      this.#writeFailure(error)
      return true
    }
    if (result !== null && (typeof result === 'object' || typeof result === 'function') && isThenable(result)) {
      Promise.resolve(result).then((value) => {
        this.#writeOutcome(value)
        this.#work(CONTINUE, true)
      }, (error) => {
        this.#writeFailure(error)
        this.#work(CONTINUE, true)
      })
      return false
    }
    this.#writeOutcome(result)
    return true
  }

  #readData (slot, kind, length) {
    if (kind === PORT) return this.#control.takeParcel(slot)
    if (kind < ELSEWHERE) return readValue(this.#decoder, this.#float64, kind, HEADER, length)
    const word = HEADER >>> 2
    return readValue(this.#submitted.in(this.#int32[word]), this.#float64, kind - ELSEWHERE, this.#int32[word + 1], length)
  }

  async #loadAndRun (task, data) {
    if (!this.#tasks.isDefined(task)) this.#control.catchUp()
    const context = this.#context
    const handler = await this.#tasks.load(task)
    return handler(data, context)
  }

  #writeOutcome (result) {
    try {
      let transferList
      if (result instanceof Answer) ({ value: result, transferList } = result)
      const isCopied = (transferList === undefined || transferList.length === 0) && !isMovable(result)
      if (isCopied && this.#write(result, 0)) return
      ;({ value: result, transferList } = unwrap(result, transferList))
      this.#control.tell({ type: 'outcome', slot: this.#slot, value: result }, transferList)
      this.#writePort(PORT)
    } catch (error) {
      this.#writeFailure(error)
    }
  }

  #writeFailure (error) {
    const description = describeFailure(error)
    if (this.#write(description, FAILURE)) return
    this.#control.tell({ type: 'outcome', slot: this.#slot, value: description })
    this.#writePort(PORT + FAILURE)
  }

  /** Writes an outcome's record. `false` if the value can only travel on the port. */
  #write (value, flags) {
    const { encoder } = this.#writer
    const start = this.#start = encoder.position
    try {
      encoder.reserve(HEADER + 8)
      if (writeValue(encoder, start, value, flags) === PORT) {
        encoder.position = start
        return false
      }
    } catch (error) {
      encoder.position = start
      throw error
    }
    this.#finish(start)
    return true
  }

  #writePort (kind) {
    const { encoder } = this.#writer
    const start = this.#start = encoder.position
    encoder.reserve(HEADER)
    encoder.int32[(start >>> 2) + 1] = kind
    encoder.int32[(start >>> 2) + 2] = 0
    encoder.position = start + HEADER
    this.#finish(start)
  }

  #finish (start) {
    this.#slot = -1
    this.#writer.encoder.int32[(start >>> 2) + 3] = this.#seat
    this.#writer.settle()
  }

  #useInbox (bytes) {
    const inbox = new Uint8Array(bytes + (-bytes & 7))
    this.#inboxBytes = inbox.length
    this.#int32 = new Int32Array(inbox.buffer)
    this.#float64 = new Float64Array(inbox.buffer)
    this.#decoder.attach(inbox.buffer)
    binding.setInbox(this.#host, inbox)
  }

  /** Gives a large inbox back once there is time. */
  #trim () {
    if (this.#inboxBytes > BYTES_TO_KEEP) this.#useInbox(INBOX_BYTES)
  }

  #leave = () => exit(0)
}

function isThenable (value) {
  return typeof value.then === 'function'
}

module.exports = { Loop }
