// The private port between a worker and its pool, for all that the bytes of a job can't carry.
//
// The event loop reads the port when messages come. If a job refers to something that must be on the port, the port
// is read at once: the pool posts what a job needs before it submits the job. There is also a shared word, the alarm,
// which changes after each message about a job in hand. So one load tells whether there is such a message.
'use strict'

const { MessageChannel } = require('node:worker_threads')
const { openReason } = require('../job/reason.js')
const { setImmediate } = require('../event-loop.js')
const { listenTo, openParcel, readPort } = require('../port.js')
const { keyOf, NO_BUFFERS } = require('./active-job.js')

class Control {
  /** The job whose value is being read or written. @type {import('./active-job.js').ActiveJob} */
  current
  /** The origin of the jobs that this thread submits, or -1 as long as it submits none. */
  origin = -1
  #port
  #alarm
  #heard = 0
  #tasks
  /** @type {Map<number, SharedArrayBuffer>} */
  #buffers = new Map()
  /** @type {WeakMap<SharedArrayBuffer, number>} */
  #ids = new WeakMap()
  #parcels = new Map()
  /** Reasons of aborts, by the key of the job. @type {Map<number, any>} */
  #reasons = new Map()
  /**
   * By seat and slot: values of nested jobs that came on a port, and the functions that wait for one.
   *
   * @type {Map<string, { arrived: any[], waiting: Function[] }>}
   */
  #nested = new Map()
  /** Called when this thread aborts a nested job that it runs itself. */
  onAbort = (slot, origin, reason) => {}
  /** Called after the alarm has changed and the port has been read. */
  onAlarm = () => {}
  /** Called when the consumer of a job has taken `count` more values. */
  onCredit = (slot, count) => {}
  #onMessage = (message) => this.#receive(message)
  #seat = -1
  #isSeated = false
  #onSeat = () => {}

  constructor ({ port, tasks, shared, alarm }, taskTable) {
    this.#port = port
    this.#alarm = alarm
    this.#tasks = taskTable
    tasks.forEach((task, id) => taskTable.define(id, task))
    for (const { id, buffer } of shared) this.#share(id, buffer)
    listenTo(port, this.#onMessage)
  }

  /**
   * Resolves to the thread's seat, or to -1 if the thread is not needed and must leave. Until then the port keeps the
   * thread alive; afterwards the seat does.
   */
  async seated () {
    this.catchUp()
    if (!this.#isSeated) await new Promise((resolve) => { this.#onSeat = resolve })
    return this.#seat
  }

  /** From now on the port does not keep the thread alive. */
  unref () {
    this.#port.unref()
  }

  tell (message, transferList) {
    this.#port.postMessage(message, transferList)
  }

  /** Sends a value that only a port can carry from a job to its submitter. */
  tellValue (job, value, transferList = []) {
    const { slot, origin } = job
    // The number shows the owner that a value is missing: Node drops a message that can't be read.
    if (origin === 0) return this.tell({ type: 'value', slot, number: job.portValues++, value }, transferList)
    const { port1, port2 } = new MessageChannel()
    try {
      port1.postMessage(value, transferList)
    } finally {
      port1.close()
    }
    this.tell({ type: 'nested-value', origin, slot, parcel: port2 }, [port2])
  }

  /** The shared word that changes when there is a message about a job in hand. */
  get alarm () {
    return this.#alarm
  }

  /** Receives the messages that have been posted, without waiting for the event loop. */
  catchUp () {
    readPort(this.#port, this.#onMessage)
  }

  /** Receives the messages if the alarm has changed. */
  look () {
    // Atomic, so that the engine can't move the read out of a loop that does nothing else. The partners are the
    // additions in `postNow` of `lib/crew/thread.js` and in `src/node/alarm.rs`: what was posted or noted before them
    // is seen here.
    const alarm = Atomics.load(this.#alarm, 0)
    if (alarm === this.#heard) return
    this.#heard = alarm
    this.catchUp()
    this.onAlarm()
  }

  /** The owner's number for a task, if there is one. */
  taskId (key) {
    return this.#tasks.idOf(key)
  }

  /** Takes the value of a job that travels as a parcel. */
  takeParcel (key) {
    // A parcel that is here already may belong to a job that was given up and whose slot is used again. The parcel
    // that was posted last counts, so the port is read first.
    this.catchUp()
    const parcel = this.#parcels.get(key)
    this.#parcels.delete(key)
    return openParcel(parcel)
  }

  /** Keeps a parcel until its job takes it. It replaces an older parcel for the same slot. */
  keepParcel (slot, origin, parcel) {
    const key = keyOf(slot, origin)
    this.#parcels.get(key)?.close()
    this.#parcels.set(key, parcel)
  }

  /** Takes the reason of a job's abort. It was posted before the native side told the job to stop. */
  takeReason (key) {
    const kept = this.#reasons.get(key)
    this.#reasons.delete(key)
    if (kept === undefined) return undefined
    try {
      return openReason(kept.parcel === undefined ? kept.reason : openParcel(kept.parcel))
    } catch {
      // The job stops even if this thread can't read why.
      return undefined
    }
  }

  /** Keeps the reason of an abort. `undefined` takes back the reason for a job that was over already. */
  #keepReason (key, { reason, parcel }) {
    this.#reasons.get(key)?.parcel?.close()
    if (reason === undefined && parcel === undefined) this.#reasons.delete(key)
    else this.#reasons.set(key, { reason, parcel })
  }

  /**
   * Takes a value of a nested job that the worker on a seat has sent by a port, or returns a promise of it. The value
   * goes through the pool's owner, so it may come later than the record.
   */
  takeNested (seat, slot) {
    this.catchUp()
    const { arrived, waiting } = this.#nestedOf(seat, slot)
    if (arrived.length > 0) return openParcel(arrived.shift())
    return new Promise((resolve) => waiting.push(resolve)).then(openParcel)
  }

  /** For the decoder: the buffer with this id. The current job remembers that the buffer came with it. */
  get (id) {
    if (!this.#buffers.has(id)) this.catchUp()
    const buffer = this.#buffers.get(id)
    const job = this.current
    if (job.buffers === NO_BUFFERS) job.buffers = new Set()
    job.buffers.add(id)
    job.isKept = true
    return buffer
  }

  /** For the encoder: the id of a buffer, or -1 if the value must go by the port, which needs no id. */
  idOf (buffer) {
    return this.idFor(this.current, buffer)
  }

  /** The id of a buffer that came with this job, or -1. */
  idFor (job, buffer) {
    const id = this.#ids.get(buffer)
    return id !== undefined && job.buffers.has(id) ? id : -1
  }

  /** The buffer with this id, if it is known. */
  find (id) {
    return this.#buffers.get(id)
  }

  #share (id, buffer) {
    this.#buffers.set(id, buffer)
    this.#ids.set(buffer, id)
  }

  #nestedOf (seat, slot) {
    const key = `${seat} ${slot}`
    let told = this.#nested.get(key)
    if (told === undefined) this.#nested.set(key, told = { arrived: [], waiting: [] })
    return told
  }

  #receive (message) {
    switch (message.type) {
      case 'task':
        this.#tasks.define(message.id, message.task)
        break
      case 'share':
        this.#share(message.id, message.buffer)
        break
      case 'unshare':
        this.#buffers.delete(message.id)
        break
      case 'parcel':
        this.keepParcel(message.slot, message.origin, message.parcel)
        break
      case 'sit':
        this.#isSeated = true
        this.#seat = message.seat
        this.#onSeat()
        break
      case 'reason':
        this.#keepReason(keyOf(message.slot, message.origin), message)
        break
      case 'credit':
        this.onCredit(message.slot, message.count)
        break
      case 'ping':
        // Answered only by a turn of the event loop: the message may have been read in the middle of a job.
        setImmediate(() => this.tell({ type: 'pong' }))
        break
      case 'nested-value':
        this.#receiveNested(message)
        break
    }
  }

  #receiveNested ({ origin, seat, slot, parcel }) {
    // The value may be meant for the thread that was on this seat before.
    if (origin !== this.origin) return parcel.close()
    const { arrived, waiting } = this.#nestedOf(seat, slot)
    if (waiting.length > 0) waiting.shift()(parcel)
    else arrived.push(parcel)
  }
}

module.exports = { Control }
