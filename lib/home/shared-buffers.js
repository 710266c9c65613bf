// Gives SharedArrayBuffers ids, so that payloads can name them: each buffer is sent to a crew's threads once, as the
// same memory.
'use strict'

class SharedBuffers {
  /** The crew whose job is being written. @type {any} */
  audience = undefined
  /** @type {WeakMap<SharedArrayBuffer, number>} */
  #ids = new WeakMap()
  /** @type {Map<number, WeakRef<SharedArrayBuffer>>} */
  #buffers = new Map()
  #nextId = 0
  /** @type {Set<any>} */
  #crews = new Set()
  /** The buffers that the job which is being written refers to. */
  #pins = []
  #collected = new FinalizationRegistry((id) => this.#forget(id))

  /**
   * The id by which the audience knows the buffer. The job that is being written keeps the buffer alive: see
   * `takePins`.
   */
  idOf (buffer) {
    let id = this.#ids.get(buffer)
    if (id === undefined) {
      id = this.#nextId++
      this.#ids.set(buffer, id)
      this.#buffers.set(id, new WeakRef(buffer))
      this.#collected.register(buffer, id)
    }
    this.#crews.add(this.audience)
    this.audience.share(id, buffer)
    this.#pins.push(buffer)
    return id
  }

  /** The buffer with this id. A job in flight refers to it, so it is alive. */
  get (id) {
    return this.#buffers.get(id)?.deref()
  }

  /** The buffers that the job which was just written must hold until its outcome is read. */
  takePins () {
    if (this.#pins.length === 0) return undefined
    const pins = this.#pins
    this.#pins = []
    return pins
  }

  /** Puts aside the state of the job that is being written, so that another job can be written. */
  suspend () {
    return { pins: this.takePins() ?? [], audience: this.audience }
  }

  resume ({ pins, audience }) {
    this.#pins = pins
    this.audience = audience
  }

  /** The crew has ended. */
  leave (crew) {
    this.#crews.delete(crew)
  }

  #forget (id) {
    this.#buffers.delete(id)
    for (const crew of this.#crews) crew.unshare(id)
  }
}

module.exports = { SharedBuffers }
