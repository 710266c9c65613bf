// The private port between a worker and its pool: what a job's bytes can't say.
//
// It is read when its messages come, and also at once when a job refers to something that must be on it: the pool
// posts what a job needs before it submits the job. A word that the pool changes after each message about a job says, at the cost of a look, whether there is any.
'use strict'

const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads')
const { openReason } = require('../job/reason.js')
const { keyOf, NO_BUFFERS } = require('./active-job.js')

class Control {
  /** The job that is being read or written. @type {import('./active-job.js').ActiveJob} */
  current
  /** What this thread's own jobs have as their origin, once it has submitted any. */
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
  /** By the key of the job. @type {Map<number, any>} */
  #reasons = new Map()
  /** Outcomes of nested jobs that came on a port, and who waits for one, by the seat and the slot. @type {Map<string, { come: any[], waiting: Function[] }>} */
  #nested = new Map()
  /** Called with the slot and the origin of a job of this thread's own that is to stop. */
  onAbort = (slot, origin, reason) => {}
  /** Called when the pool's owner or the native side has called this thread. */
  onAlarm = () => {}
  /** Called with the slot of a job whose consumer has taken so many values. */
  onCredit = (slot, count) => {}
  #seat = -1
  #onSeat = () => {}

  constructor ({ port, tasks, shared, alarm }, taskTable) {
    this.#port = port
    this.#alarm = alarm
    this.#tasks = taskTable
    tasks.forEach((task, id) => taskTable.define(id, task))
    for (const { id, buffer } of shared) this.#share(id, buffer)
    port.on('message', (message) => this.#receive(message))
  }

  /** Resolves to the thread's seat. Until then the port keeps the thread alive; afterwards the seat does. */
  async seated () {
    this.catchUp()
    if (this.#seat < 0) await new Promise((resolve) => { this.#onSeat = resolve })
    return this.#seat
  }

  /** Listening is not what keeps the thread alive any more. */
  unref () {
    this.#port.unref()
  }

  tell (message, transferList) {
    this.#port.postMessage(message, transferList)
  }

  /** Sends what a job has to tell and only a port can carry, to whoever submitted it. */
  tellValue (job, value, transferList = []) {
    const { slot, origin } = job
    if (origin === 0) return this.tell({ type: 'value', slot, value }, transferList)
    const { port1, port2 } = new MessageChannel()
    try {
      port1.postMessage(value, transferList)
    } finally {
      port1.close()
    }
    this.tell({ type: 'nested-value', origin, slot, parcel: port2 }, [port2])
  }

  /** A word that changes when there is something about a job in hand. */
  get alarm () {
    return this.#alarm
  }

  /** Receives what has been posted, without waiting for the event loop. */
  catchUp () {
    for (;;) {
      const received = receiveMessageOnPort(this.#port)
      if (received === undefined) return
      this.#receive(received.message)
    }
  }

  /** Catches up if there was a message about a job. */
  look () {
    // Atomic, so that a loop that looks and does nothing else does look.
    const alarm = Atomics.load(this.#alarm, 0)
    if (alarm === this.#heard) return
    this.#heard = alarm
    this.catchUp()
    this.onAlarm()
  }

  /** The owner's number for a task, if it has one. */
  taskId (key) {
    return this.#tasks.idOf(key)
  }

  /** The value of a job that travels on the port. */
  takeParcel (key) {
    // One that lies here already may be of a job that was given up, and its slot used again: what was posted last counts.
    this.catchUp()
    const parcel = this.#parcels.get(key)
    this.#parcels.delete(key)
    return open(parcel)
  }

  keepParcel (slot, origin, parcel) {
    const key = keyOf(slot, origin)
    this.#parcels.get(key)?.close()
    this.#parcels.set(key, parcel)
  }

  /** Why a job's signal was aborted. It was posted before the native side said so. */
  takeReason (key) {
    const packed = this.#reasons.get(key)
    this.#reasons.delete(key)
    return packed === undefined ? undefined : openReason(packed)
  }

  /** `undefined` takes back what was posted for a job that was over. */
  #keepReason (key, reason) {
    if (reason === undefined) this.#reasons.delete(key)
    else this.#reasons.set(key, reason)
  }

  /** What the worker on a seat told of a nested job by a port: it goes through the pool's owner, so it may come later than the record. */
  takeNested (seat, slot) {
    this.catchUp()
    const { come, waiting } = this.#nestedOf(seat, slot)
    if (come.length > 0) return open(come.shift())
    return new Promise((resolve) => waiting.push(resolve))
  }

  /** For the decoder. */
  get (id) {
    if (!this.#buffers.has(id)) this.catchUp()
    const buffer = this.#buffers.get(id)
    const job = this.current
    if (job.buffers === NO_BUFFERS) job.buffers = new Set()
    job.buffers.add(id)
    job.isKept = true
    return buffer
  }

  /** For the encoder: -1 sends the value by the port, which needs no id. */
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
    if (told === undefined) this.#nested.set(key, told = { come: [], waiting: [] })
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
        this.#seat = message.seat
        this.#onSeat()
        break
      case 'reason':
        this.#keepReason(keyOf(message.slot, message.origin), message.reason)
        break
      case 'credit':
        this.onCredit(message.slot, message.count)
        break
      case 'nested-value':
        this.#receiveNested(message)
        break
    }
  }

  #receiveNested ({ origin, seat, slot, parcel }) {
    // It may be meant for the thread that was on this seat before.
    if (origin !== this.origin) return parcel.close()
    const { come, waiting } = this.#nestedOf(seat, slot)
    if (waiting.length > 0) waiting.shift()(open(parcel))
    else come.push(parcel)
  }
}

/** The one message that waits in a channel of its own. */
function open (parcel) {
  const { message } = receiveMessageOnPort(parcel)
  parcel.close()
  return message
}

module.exports = { Control }
