// The place from which this instance of the package submits jobs, and to which their outcomes come back.
//
// The room `lib/home/` carries jobs to the native side and outcomes back, as bytes. It may use the rooms job, native,
// timers and codec and the ground files, and it knows a crew only as the object that a job refers to, or that prints.
//
// One home serves all pools of the instance and is open while there are any: outcomes come in batches, and one wake-up
// of the event loop serves many. The protocol is described in `src/completion/README.md`.
//
// This file is long because slots, records and the looking for records are one state: a class of their own for the
// slots made an echo one percent slower.
'use strict'

const binding = require('../binding.js')
const { Decoder } = require('../codec/decoder.js')
const { Deadlines } = require('./deadlines.js')
const { outsideDomains } = require('../domains.js')
const { brokenError, memoryError } = require('../errors.js')
const { CANCELLABLE, WITHDRAWN, ADDRESSED } = require('../job/job.js')
const { setImmediate, throwLater } = require('../event-loop.js')
const { NativeOutcomes } = require('./native-outcomes.js')
const { readValue } = require('./record.js')
const { SharedBuffers } = require('./shared-buffers.js')
const { Staging } = require('./staging.js')
const { giveUp } = require('../job/time-limit.js')

const { HEADER, FAILURE, CARRIED, ELSEWHERE, WANTED, LEFT, PORT, PROGRESS, YIELD, EXPIRED, TIMES } = binding

/** An answer of `supplyNative`: there is no memory for a copy of the data. */
const NO_ROOM = 2
const DRAIN_BYTES = 1 << 15
/** So many lone jobs may come back between two turns of the event loop: its timers and sockets must not wait long. */
const GLANCES = 64
/** A reaction to it costs a part of what Node's `queueMicrotask` does. */
const settled = Promise.resolve()

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
  /** How many more lone jobs may be looked for before the event loop has a turn. */
  #glances = GLANCES
  #isClosed = false
  /** Whether records are being read. Code that is called meanwhile can't wait for more records. */
  isReading = false
  /** Made when a job's data is first staged: a pool of native tasks may need none. @type {Staging | undefined} */
  #staging
  #deadlines
  /** Made when the first outcome of a script comes. @type {Decoder | undefined} */
  #decoder
  #nativeOutcomes
  /** @type {Uint8Array} */
  #drain
  #int32
  #float64
  #onLeft = new Map()
  /** The pools whose producers pause. @type {Set<import('../job/pressure.js').Pressure>} */
  pressures = new Set()
  /** Shared with the threads of all pools: each changes it after it has printed. See `lib/crew/README.md`. */
  printCount = new Int32Array(new SharedArrayBuffer(4))
  /** What `printCount` was when prints were last given out. */
  #printsSeen = 0
  /** The crews whose threads may print. @type {Set<{ givePrints: () => void }>} */
  printers = new Set()

  /** The home of this instance. Each caller must close it once. */
  static open () {
    users += 1
    current ??= new Home(new SharedBuffers())
    return current
  }

  /** @param {any} shared knows SharedArrayBuffers by id */
  constructor (shared) {
    this.shared = shared
    // The bell is for the jobs of all pools, also of those that were made outside the domain that is active now.
    this.#handle = outsideDomains(() => binding.openHome(() => {
      // An error would not come out of the native side.
      try {
        this.#wake()
      } catch (error) {
        throwLater(error)
      }
    }))
    this.#deadlines = new Deadlines(this.#handle)
    this.#nativeOutcomes = new NativeOutcomes(this.#handle)
    this.#useDrain(new Uint8Array(DRAIN_BYTES))
  }

  close () {
    users -= 1
    if (users > 0) return
    current = undefined
    this.#isClosed = true
    this.#staging?.close()
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

  /** Takes back every job of a crew that no thread has taken. `error` says why no thread can run them. */
  refuseWaiting (crew, error) {
    for (const job of this.#slots) if (job?.crew === crew) job.fail(brokenError(error))
    this.#staging?.flushAll()
    binding.cancelWaiting(crew.handle)
    // Their records free their slots.
    this.collectAll()
  }

  /** Submits what is staged. */
  flush () {
    this.#staging?.flush()
  }

  /** Frees a job's slot. */
  release (job) {
    const { slot } = job
    job.slot = -1
    this.#slots[slot] = undefined
    this.#freeSlots.push(slot)
    this.#inFlight -= 1
    if (isCounted(job)) job.ledger.left()
    if (job.isCancellable) binding.forget(this.#handle, slot)
  }

  /** Frees the slot of a job whose record will never come, and fails the job. */
  abandon (slot, error) {
    const job = this.#slots[slot]
    if (job === undefined) return
    this.release(job)
    if (job.deadline !== undefined) binding.forget(this.#handle, slot)
    if (!this.#isLooking) this.#updateHold()
    this.#ease()
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

  /** Submits a native job. Jobs that were staged before it are submitted first, so the order stays. */
  submitNative (job, task, { arrays, numbers, options }) {
    this.flush()
    this.#admit(job)
    try {
      const flags = (job.flags >> 8) + options
      const { handle } = job.crew
      if (!binding.submitNative(this.#handle, handle, job.slot, task, arrays, numbers, flags)) throw memoryError()
    } catch (error) {
      this.release(job)
      throw error
    }
    // The deadline comes after the submission: if the job waits for memory, it can only be taken back by the lease that
    // the submission has made.
    if (job.deadline !== undefined) this.#deadlines.add(job)
    this.#lookSoon()
  }

  /** Answers a worker that wants a native job's data. `false` if the worker has died. */
  supplyNative (job, seat, task, { arrays, numbers, options }) {
    const { slot, crew } = job
    const flags = (job.flags >> 8) + options
    const refused = binding.supplyNative(this.#handle, crew.handle, seat, slot, task, arrays, numbers, flags)
    if (refused === NO_ROOM) throw memoryError()
    this.#lookSoon()
    return refused === 0
  }

  /** Cancels a job. `true` if the job will not start, or is over. */
  cancel (job) {
    this.flush()
    // With this flag, `release` makes the native side forget the recall when the job's record comes.
    job.flags |= CANCELLABLE
    this.#deadlines.flush()
    if (!binding.cancel(this.#handle, job.crew.handle, job.slot)) return false
    this.#withdraw(job)
    return true
  }

  /**
   * Takes back at most so many jobs of a crew that no thread has taken, the last ones, and fails them. Returns how many
   * had not settled.
   */
  failWaiting (crew, most, makeError) {
    if (crew.handle < 0 || most === 0) return 0
    this.#staging?.flushAll()
    this.#deadlines.flush()
    let count = 0
    for (const slot of binding.takeBackWaiting(crew.handle, most)) {
      if (this.#slots[slot]?.isSettled === false) count += 1
      this.abandon(slot, makeError())
    }
    return count
  }

  /** Jobs have come back, or will not start: tells the pools whose producers wait for that. */
  #ease () {
    if (this.pressures.size > 0) for (const pressure of this.pressures) pressure.fall()
  }

  /** A job that has a slot will not start: it no longer counts as in flight. */
  #withdraw (job) {
    if (!isCounted(job)) return
    job.flags |= WITHDRAWN
    job.ledger.left()
    this.#ease()
  }

  /** Reads every record that is there. While records are being read, the others are read in the next turn. */
  collectAll () {
    if (this.isReading) return this.#lookSoon()
    while (this.#collect(false) > 0);
  }

  /** Resolves when the records that are being read have been read: in one go, so a microtask comes after that. */
  whenRead () {
    return settled
  }

  /** Blocks for at most `limit` milliseconds until records come, and reads them. Returns whether there were any. */
  block (limit) {
    this.#staging?.flushAll()
    this.#lookSoon()
    return this.#collect(true) > 0 || (binding.block(this.#handle, limit) && this.#collect(false) > 0)
  }

  /** The callback gets the seat of each plain thread of the pool that leaves. `undefined` removes it. */
  onLeft (poolId, callback) {
    if (callback === undefined) this.#onLeft.delete(poolId)
    else this.#onLeft.set(poolId, callback)
  }

  /** Gives out what threads have printed. It must come before a promise settles: the script may exit right then. */
  givePrints () {
    const count = this.printCount[0]
    if (count === this.#printsSeen) return
    // Kept first: what is printed meanwhile changes the word again.
    this.#printsSeen = count
    for (const printer of this.printers) {
      try {
        printer.givePrints()
      } catch (error) {
        // A stream of the user's that is shown instead of `process.stdout` must not keep records from being read.
        throwLater(error)
      }
    }
  }

  /** Keeps the process alive until `unref` has been called as often as `ref`. */
  ref () {
    this.#holds += 1
    this.#updateHold()
  }

  unref () {
    this.#holds -= 1
    this.#updateHold()
  }

  /** Gives a job a slot, which it keeps until `release`: when its one record comes, or when it can't be submitted. */
  #admit (job) {
    if (job.deadline !== undefined) this.#deadlines.open()
    const slot = this.#freeSlots.length > 0 ? this.#freeSlots.pop() : this.#slots.length
    job.slot = slot
    this.#slots[slot] = job
    this.#inFlight += 1
    if (isCounted(job)) job.ledger.inFlight += 1
  }

  #lookSoon () {
    if (this.#inFlight === 1 && this.#glances > 0) settled.then(this.#glance)
    if (this.#isLooking) return
    this.#isLooking = true
    setImmediate(this.#look)
  }

  /** A lone job was submitted, and its caller does nothing else now: its outcome may be there before the next turn. */
  #glance = () => {
    if (this.#isClosed || this.#inFlight !== 1) return
    this.#glances -= 1
    this.#deadlines.flush()
    this.#take(binding.glance(this.#handle))
  }

  #look = () => {
    if (this.#isClosed) return
    this.#glances = GLANCES
    if (this.#collect(true) > 0 || binding.arm(this.#handle)) {
      setImmediate(this.#look)
    } else {
      this.#isLooking = false
      this.#updateHold()
    }
  }

  #wake () {
    if (this.#isClosed) return
    this.#collect(false)
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

  /**
   * Reads the drain buffer full of records once. Returns how many bytes that was.
   *
   * @param {boolean} looks whether to look for a record for a while if there is none
   */
  #collect (looks) {
    // Collecting a record settles the deadline of its slot and frees the slot, so staged deadlines must be set before.
    this.#deadlines.flush()
    return this.#take(binding.collect(this.#handle, looks && this.#inFlight > 0))
  }

  /** Reads what has been collected. If nothing has, because the next record is too large, the size comes negated. */
  #take (bytes) {
    if (bytes >= 0) {
      this.#read(bytes)
      this.#ease()
      return bytes
    }
    // The next record alone is larger than the buffer, so it gets a buffer of its own.
    const usual = this.#drain
    let own
    try {
      own = new Uint8Array(-bytes)
    } catch {
      // The record belongs to one job. It must not stand in the way of all others.
      binding.forgoPayload(this.#handle)
      return this.#collect(false)
    }
    this.#useDrain(own)
    const large = binding.collect(this.#handle, false)
    this.#read(large)
    this.#ease()
    this.#useDrain(usual)
    return large
  }

  #read (bytes) {
    const int32 = this.#int32
    this.isReading = true
    try {
      this.givePrints()
      for (let at = 0; at < bytes;) {
        const word = at >>> 2
        const kind = int32[word + 1]
        const length = int32[word + 2] >>> 0
        try {
          this.#readRecord(int32[word], kind, at + HEADER, length, int32[word + 3])
        } catch (error) {
          // The records behind this one are of other jobs, and must be read.
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
    if (!isFailure) job.succeed(value)
    // For a nested job, a value that comes on a port may come later than its record.
    else if (value instanceof Promise) value.then((it) => job.failWith(it)).catch((error) => job.fail(error))
    else job.failWith(value)
  }

  /** The native side has given a job up. `extra` is the stamp of its deadline, plus 1 if the job was running. */
  #expire (job, extra) {
    // The job may be over, and its slot may be another job's.
    if (job === undefined || job.isSettled || job.deadline?.stamp !== (extra & ~1)) return
    const isRunning = (extra & 1) !== 0
    if (!isRunning) this.#withdraw(job)
    giveUp(job, isRunning)
  }

  /** Reads what a job tells while it goes on: its progress, or a value that it yields. */
  #readNotice (job, slot, kind, start, length, extra) {
    let value
    try {
      if ((kind & WANTED) !== 0) throw memoryError()
      value = this.#readValue(job, slot, kind, start, length, extra)
    } catch (error) {
      return job.fail(error)
    }
    if ((kind & YIELD) === YIELD) job.tellYield(value, extra, (kind & (FAILURE - 1)) >= PORT ? Infinity : length)
    else job.tellProgress(value)
  }

  #readValue (job, slot, kind, start, length, extra) {
    const valueKind = kind & (FAILURE - 1)
    if (valueKind === PORT) return job.crew.takeOutcome(extra, slot, job.portValues++)
    if (valueKind === CARRIED) return this.#readCarried(job, slot, kind, start, length, extra)
    if ((kind & ELSEWHERE) === 0) {
      return readValue(this.#decoder ?? this.#makeDecoder(), this.#float64, valueKind, start, length)
    }
    const word = start >>> 2
    const decoder = job.crew.outcomesOf(extra).in(this.#int32[word])
    return readValue(decoder, this.#float64, valueKind, this.#int32[word + 1], length)
  }

  /** Reads a value whose large buffers came on a port. */
  #readCarried (job, slot, kind, start, length, extra) {
    const buffers = job.crew.takeOutcome(extra, slot, job.portValues++)
    const isElsewhere = (kind & ELSEWHERE) !== 0
    const word = start >>> 2
    const decoder = isElsewhere
      ? job.crew.outcomesOf(extra).in(this.#int32[word])
      : this.#decoder ?? this.#makeDecoder()
    return decoder.readCarried(isElsewhere ? this.#int32[word + 1] : start, buffers)
  }

  #makeDecoder () {
    this.#decoder = new Decoder(this.shared)
    this.#decoder.attach(this.#drain.buffer)
    return this.#decoder
  }
}

/** Whether a job that has a slot counts as in flight in its ledger. */
function isCounted ({ flags }) {
  return (flags & (WITHDRAWN | ADDRESSED)) === 0
}

module.exports = { Home }
