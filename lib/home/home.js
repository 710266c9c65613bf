// Where this instance of the package submits jobs from, and where their outcomes come back.
//
// There is one for all its pools, open while there are any: outcomes come in batches, and the event loop is woken once for many. The
// protocol is `src/completion/README.md`. Longer than other files because slots, records and the look-out for them are
// one state: slots in a class of their own cost an echo one percent.
'use strict'

const binding = require('../binding.js')
const { Decoder } = require('../codec/decoder.js')
const { Deadlines } = require('./deadlines.js')
const { CANCELLABLE, WITHDRAWN, ADDRESSED } = require('../job/job.js')
const { setImmediate, throwLater } = require('../event-loop.js')
const { NativeOutcomes } = require('./native-outcomes.js')
const { readValue } = require('./record.js')
const { SharedBuffers } = require('./shared-buffers.js')
const { Staging } = require('./staging.js')
const { giveUp } = require('../job/time-limit.js')

const { HEADER, FAILURE, ELSEWHERE, WANTED, LEFT, PORT, PROGRESS, YIELD, EXPIRED, TIMES } = binding

const DRAIN_BYTES = 1 << 15
/** How long a turn of the event loop looks for outcomes while jobs are in flight, in microseconds. */
const WATCH = 50

/** @type {Home | undefined} */
let current
let users = 0

class Home {
  #handle
  /** @type {(import('../job/job.js').Job | undefined)[]} */
  #slots = []
  #freeSlots = []
  #inFlight = 0
  #holds = 0
  #isHeld = false
  #isLooking = false
  #isClosed = false
  /** Whether outcomes are being read: whoever is called meanwhile can't wait for more. */
  isReading = false
  /** Made when a job's data is staged: a pool of native tasks needs none. @type {Staging | undefined} */
  #staging
  #deadlines
  /** Made when a script's outcome comes. @type {Decoder | undefined} */
  #decoder
  #nativeOutcomes
  /** @type {Uint8Array} */
  #drain
  #int32
  #float64
  #onLeft = new Map()

  /** The home of this instance. Each caller closes it once. */
  static open () {
    users += 1
    current ??= new Home(new SharedBuffers())
    return current
  }

  /** @param {any} shared what knows SharedArrayBuffers by number */
  constructor (shared) {
    this.shared = shared
    this.#handle = binding.openHome(() => this.#wake())
    this.#deadlines = new Deadlines(this.#handle)
    this.#nativeOutcomes = new NativeOutcomes(this.#handle)
    this.#useDrain(new Uint8Array(DRAIN_BYTES))
  }

  close () {
    users -= 1
    if (users > 0) return
    current = undefined
    this.#isClosed = true
    binding.closeHome(this.#handle)
  }

  /** The native handle. */
  get handle () {
    return this.#handle
  }

  /** Where jobs wait for the end of the tick. */
  get staging () {
    return (this.#staging ??= new Staging(this.#handle, this.shared, this.#deadlines, () => this.#lookSoon()))
  }

  /** Submits what is staged. */
  flush () {
    this.#staging?.flush()
  }

  /** Takes a job's slot back. */
  release (job) {
    const { slot } = job
    job.slot = -1
    this.#slots[slot] = undefined
    this.#freeSlots.push(slot)
    this.#inFlight -= 1
    if (isCounted(job)) job.ledger.left()
    if (job.isCancellable) binding.forget(this.#handle, slot)
  }

  /** Takes the slot of a job that no record will come for, and settles it. */
  abandon (slot, error) {
    const job = this.#slots[slot]
    if (job === undefined) return
    this.release(job)
    if (job.deadline !== undefined) binding.forget(this.#handle, slot)
    if (!this.#isLooking) this.#updateHold()
    job.fail(error)
  }

  /** The jobs of one pool that have a slot. */
  jobsOf (ledger) {
    return this.#slots.filter((job) => job?.ledger === ledger)
  }

  /** Submits a job with its data. `false` if the data can only travel on a port. */
  submitValue (job, value) {
    this.#admit(job)
    try {
      if (this.staging.write(job, value)) return true
    } catch (error) {
      this.release(job)
      throw error
    }
    this.release(job)
    return false
  }

  /** Submits a job whose data a worker will ask for. */
  submitAsk (job) {
    this.#admit(job)
    try {
      this.staging.writeAsk(job)
    } catch (error) {
      this.release(job)
      throw error
    }
  }

  /** Submits a native job at its place among the others. */
  submitNative (job, task, { arrays, numbers, options }) {
    this.flush()
    this.#admit(job)
    try {
      binding.submitNative(this.#handle, job.crew.handle, job.slot, task, arrays, numbers, (job.flags >> 8) + options)
    } catch (error) {
      this.release(job)
      throw error
    }
    // Afterwards, since a job that waits for memory is taken back by what it was given there.
    if (job.deadline !== undefined) this.#deadlines.add(job)
    this.#lookSoon()
  }

  /** Answers a worker that wants a native job's data. `false` if it has died. */
  supplyNative (job, seat, task, { arrays, numbers, options }) {
    const isWanted = binding.supplyNative(this.#handle, job.crew.handle, seat, job.slot, task, arrays, numbers, (job.flags >> 8) + options)
    this.#lookSoon()
    return isWanted
  }

  /** Cancels a job. `true` if it will not start, or is over. */
  cancel (job) {
    this.flush()
    // Its slot is struck off the list of those cancelled when its record comes.
    job.flags |= CANCELLABLE
    this.#deadlines.flush()
    if (!binding.cancel(this.#handle, job.crew.handle, job.slot)) return false
    this.#withdraw(job)
    return true
  }

  /** A job that has a slot will not start. */
  #withdraw (job) {
    if (!isCounted(job)) return
    job.flags |= WITHDRAWN
    job.ledger.left()
  }

  /** Reads every outcome that is there. */
  collectAll () {
    while (this.#collect(0) > 0);
  }

  /** Blocks for at most so many milliseconds until outcomes come, and reads those that are there. Says whether there were any. */
  block (limit) {
    this.#staging?.flushAll()
    this.#lookSoon()
    return this.#collect(WATCH) > 0 || (binding.block(this.#handle, limit) && this.#collect(0) > 0)
  }

  /** Calls back, with its seat, whenever a plain thread of a pool has left; no more if there is no callback. */
  onLeft (poolId, callback) {
    if (callback === undefined) this.#onLeft.delete(poolId)
    else this.#onLeft.set(poolId, callback)
  }

  /** Keeps the process alive until `unref` was called as often. */
  ref () {
    this.#holds += 1
    this.#updateHold()
  }

  unref () {
    this.#holds -= 1
    this.#updateHold()
  }

  /** Gives a job its slot. It keeps it until its one record comes, or until `release`. */
  #admit (job) {
    const slot = this.#freeSlots.length > 0 ? this.#freeSlots.pop() : this.#slots.length
    job.slot = slot
    this.#slots[slot] = job
    this.#inFlight += 1
    if (isCounted(job)) job.ledger.inFlight += 1
  }

  #lookSoon () {
    if (this.#isLooking) return
    this.#isLooking = true
    setImmediate(this.#look)
  }

  #look = () => {
    if (this.#isClosed) return
    if (this.#collect(WATCH) > 0 || binding.arm(this.#handle)) {
      setImmediate(this.#look)
    } else {
      this.#isLooking = false
      this.#updateHold()
    }
  }

  #wake () {
    if (this.#isClosed) return
    this.#collect(0)
    this.#lookSoon()
  }

  #updateHold () {
    const hold = this.#inFlight + this.#holds > 0
    if (hold === this.#isHeld) return
    this.#isHeld = hold
    binding.hold(this.#handle, hold)
  }

  #useDrain (drain) {
    this.#drain = drain
    this.#int32 = new Int32Array(drain.buffer)
    this.#float64 = new Float64Array(drain.buffer)
    this.#decoder?.attach(drain.buffer)
    this.#nativeOutcomes.attach(drain.buffer, this.#float64)
    binding.setDrain(this.#handle, drain)
  }

  /** Reads one buffer full of records, and says how many bytes that was. */
  #collect (watch) {
    // A slot may be free by the end of this.
    this.#deadlines.flush()
    const bytes = binding.collect(this.#handle, this.#inFlight > 0 ? watch : 0)
    if (bytes >= 0) {
      this.#read(bytes)
      return bytes
    }
    // One record alone is larger than the buffer: it gets one of its own.
    const usual = this.#drain
    this.#useDrain(new Uint8Array(-bytes))
    const large = binding.collect(this.#handle, 0)
    this.#read(large)
    this.#useDrain(usual)
    return large
  }

  #read (bytes) {
    const int32 = this.#int32
    this.isReading = true
    try {
      for (let at = 0; at < bytes;) {
        const word = at >>> 2
        const kind = int32[word + 1]
        const length = int32[word + 2] >>> 0
        try {
          this.#readRecord(int32[word], kind, at + HEADER, length, int32[word + 3])
        } catch (error) {
          // The records behind it are others'.
          throwLater(error)
        }
        at += HEADER + ((kind & ELSEWHERE) === 0 ? length + (-length & 7) : 8)
      }
    } finally {
      this.isReading = false
    }
  }

  #readRecord (slot, kind, start, length, extra) {
    if (kind === LEFT) return this.#onLeft.get(slot)?.(extra)
    const job = this.#slots[slot]
    if (kind === EXPIRED) return this.#expire(job, extra)
    if (kind === WANTED) return job.supplier.supply(extra)
    if (kind === TIMES) return job.tellTimes(extra, this.#float64[start >>> 3], this.#float64[(start >>> 3) + 1])
    if ((kind & PROGRESS) !== 0) return this.#readNotice(job, slot, kind, start, length, extra)
    this.release(job)
    const isNative = (kind & WANTED) !== 0
    let value
    try {
      value = isNative
        ? this.#nativeOutcomes.read(job, slot, kind, start, length, extra)
        : this.#readValue(job, slot, kind, start, length, extra)
    } catch (error) {
      return job.fail(error)
    }
    const isFailure = !isNative && (kind & FAILURE) !== 0
    // What comes by a port to a worker may come later than its record.
    if (isFailure && value instanceof Promise) value.then((description) => job.failWith(description))
    else if (isFailure) job.failWith(value)
    else job.succeed(value)
  }

  /** The native side has given a job up: `extra` is the stamp of its deadline, plus 1 if it was running. */
  #expire (job, extra) {
    // It may be over, and its slot another's.
    if (job === undefined || job.isSettled || job.deadline?.stamp !== (extra & ~1)) return
    const isRunning = (extra & 1) !== 0
    if (!isRunning) this.#withdraw(job)
    giveUp(job, isRunning)
  }

  /** Something that a job has told that goes on. */
  #readNotice (job, slot, kind, start, length, extra) {
    let value
    try {
      value = this.#readValue(job, slot, kind, start, length, extra)
    } catch (error) {
      return job.fail(error)
    }
    if ((kind & YIELD) === YIELD) job.tellYield(value, extra)
    else job.tellProgress(value)
  }

  #readValue (job, slot, kind, start, length, extra) {
    const valueKind = kind & (FAILURE - 1)
    if (valueKind === PORT) return job.crew.takeOutcome(extra, slot)
    if ((kind & ELSEWHERE) === 0) return readValue(this.#decoder ?? this.#makeDecoder(), this.#float64, valueKind, start, length)
    const word = start >>> 2
    const decoder = job.crew.outcomesOf(extra).in(this.#int32[word])
    return readValue(decoder, this.#float64, valueKind, this.#int32[word + 1], length)
  }

  #makeDecoder () {
    this.#decoder = new Decoder(this.shared)
    this.#decoder.attach(this.#drain.buffer)
    return this.#decoder
  }
}

/** Whether a job that has a slot is one of its ledger's jobs in flight. */
function isCounted ({ flags }) {
  return (flags & (WITHDRAWN | ADDRESSED)) === 0
}

module.exports = { Home }
