// A worker's loop: hand in an outcome, get the next job, run it. It leaves to the event loop when the native side says so.
'use strict'

const binding = require('../binding.js')
const { Decoder } = require('../codec/decoder.js')
const { Encoder } = require('../codec/encoder.js')
const { describeFailure } = require('../codec/failure.js')
const { isMovable, unwrap } = require('../move.js')
const { readValue, writeValue } = require('../record.js')
const { Context } = require('./context.js')
const { Answer } = require('./message-style.js')

const { HEADER, FAILURE, PORT, Step } = binding

const ENTER = 0
const CONTINUE = 1
const PARK = 2

const BUFFER_BYTES = 1 << 16
/** A buffer that grew beyond this for one large value is given back. */
const BYTES_TO_KEEP = 1 << 20

// The user's file may replace it; leaving must work all the same.
const exit = process.exit.bind(process)

class Loop {
  #host
  #control
  #tasks
  #seat
  #encoder
  #registered
  #decoder
  #int32
  #float64
  #inboxBytes = 0
  #slot = -1
  #jobs = 0
  #context
  #enter = () => this.#work(ENTER)
  #park = () => this.#work(PARK)

  constructor ({ pool, seat }, control, tasks) {
    this.#control = control
    this.#tasks = tasks
    this.#seat = seat
    this.#host = binding.attach(pool, seat, this.#enter)
    this.#decoder = new Decoder(control)
    this.#useInbox(BUFFER_BYTES)
    this.#renewOutbox()
    control.onAbort = (slot) => { if (slot === this.#slot) Context.abort(this.#context) }
  }

  /** Takes jobs, from now on. */
  enter () {
    this.#work(ENTER)
  }

  #work (entry, isReporting = false) {
    for (;;) {
      const step = binding.exchange(this.#host, isReporting, entry)
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
          setImmediate(this.#park)
          return
        case Step.Away:
          return
        case Step.Grow:
          this.#useInbox(this.#int32[0])
          break
        case Step.Leave:
          setImmediate(this.#leave)
          return
      }
    }
  }

  /** Runs the job in the inbox. `false` if it goes on by itself; else its outcome lies in the outbox. */
  #run () {
    const int32 = this.#int32
    const slot = this.#slot = int32[0]
    const task = int32[3]
    this.#jobs += 1
    this.#context = new Context(this.#jobs)
    let result
    try {
      this.#control.forgetBuffers()
      const data = int32[1] === PORT
        ? this.#control.takeParcel(slot)
        : readValue(this.#decoder, this.#float64, int32[1], HEADER, int32[2] >>> 0)
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
      if (isMovable(result)) ({ value: result, transferList } = unwrap(result, transferList))
      if (transferList === undefined || transferList.length === 0) {
        this.#encoder.position = 0
        this.#encoder.reserve(HEADER + 8)
        if (writeValue(this.#encoder, 0, result, 0) !== PORT) return this.#finish()
      }
      this.#control.tell({ type: 'outcome', slot: this.#slot, value: result }, transferList)
      this.#writePort(PORT)
    } catch (error) {
      this.#writeFailure(error)
    }
  }

  #writeFailure (error) {
    const description = describeFailure(error)
    this.#encoder.position = 0
    this.#encoder.reserve(HEADER + 8)
    if (writeValue(this.#encoder, 0, description, FAILURE) !== PORT) return this.#finish()
    this.#control.tell({ type: 'outcome', slot: this.#slot, value: description })
    this.#writePort(PORT + FAILURE)
  }

  #writePort (kind) {
    const { int32 } = this.#encoder
    int32[1] = kind
    int32[2] = 0
    int32[3] = this.#seat
    this.#finish()
  }

  #finish () {
    this.#slot = -1
    if (this.#encoder.bytes !== this.#registered) this.#registerOutbox()
  }

  #useInbox (bytes) {
    const inbox = new Uint8Array(bytes + (-bytes & 7))
    this.#inboxBytes = inbox.length
    this.#int32 = new Int32Array(inbox.buffer)
    this.#float64 = new Float64Array(inbox.buffer)
    this.#decoder.attach(inbox.buffer)
    binding.setInbox(this.#host, inbox)
  }

  #renewOutbox () {
    this.#encoder = new Encoder(this.#control, BUFFER_BYTES)
    this.#registerOutbox()
  }

  #registerOutbox () {
    this.#registered = this.#encoder.bytes
    binding.setOutbox(this.#host, this.#registered)
  }

  /** Gives large buffers back once there is time. */
  #trim () {
    if (this.#inboxBytes > BYTES_TO_KEEP) this.#useInbox(BUFFER_BYTES)
    if (this.#registered.length > BYTES_TO_KEEP) this.#renewOutbox()
  }

  #leave = () => {
    this.#control.tell({ type: 'leaving' })
    exit(0)
  }
}

function isThenable (value) {
  return typeof value.then === 'function'
}

module.exports = { Loop }
