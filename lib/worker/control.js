// The private port between a worker and its pool: what a job's bytes can't say.
//
// It is read when its messages come, and also at once when a job refers to something that must be on it: the pool
// posts what a job needs before it submits the job.
'use strict'

const { receiveMessageOnPort } = require('node:worker_threads')

class Control {
  #port
  #tasks
  /** @type {Map<number, SharedArrayBuffer>} */
  #buffers = new Map()
  /** @type {WeakMap<SharedArrayBuffer, number>} */
  #ids = new WeakMap()
  /** Buffers that came with the job at hand: the submitter is sure to know their ids when the outcome comes. */
  #current = new Set()
  #parcels = new Map()
  /** Called with the slot of a job that is to stop. */
  onAbort = (slot, reason) => {}
  #seat = -1
  #onSeat = () => {}

  constructor ({ port, tasks, shared }, taskTable) {
    this.#port = port
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

  /** Receives what has been posted, without waiting for the event loop. */
  catchUp () {
    for (;;) {
      const received = receiveMessageOnPort(this.#port)
      if (received === undefined) return
      this.#receive(received.message)
    }
  }

  /** The value of a job that travels on the port. */
  takeParcel (slot) {
    if (!this.#parcels.has(slot)) this.catchUp()
    const parcel = this.#parcels.get(slot)
    this.#parcels.delete(slot)
    const { message } = receiveMessageOnPort(parcel)
    parcel.close()
    return message
  }

  /** A new job begins: what the last one brought is not known to be alive any more. */
  forgetBuffers () {
    if (this.#current.size > 0) this.#current.clear()
  }

  /** For the decoder. */
  get (id) {
    if (!this.#buffers.has(id)) this.catchUp()
    const buffer = this.#buffers.get(id)
    this.#current.add(id)
    return buffer
  }

  /** For the encoder: -1 sends the value by the port, which needs no id. */
  idOf (buffer) {
    const id = this.#ids.get(buffer)
    return id !== undefined && this.#current.has(id) ? id : -1
  }

  close () {
    this.#port.close()
  }

  #share (id, buffer) {
    this.#buffers.set(id, buffer)
    this.#ids.set(buffer, id)
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
        this.#parcels.set(message.slot, message.parcel)
        break
      case 'sit':
        this.#seat = message.seat
        this.#onSeat()
        break
      case 'abort':
        this.onAbort(message.slot, message.reason)
        break
    }
  }
}

module.exports = { Control }
