// SharedArrayBuffers by id, so that payloads can name them: each crosses to a crew's threads once, as the same memory.
'use strict'

class SharedBuffers {
  /** The crew that is being written to. @type {any} */
  audience = undefined
  /** @type {WeakMap<SharedArrayBuffer, number>} */
  #ids = new WeakMap()
  /** @type {Map<number, WeakRef<SharedArrayBuffer>>} */
  #buffers = new Map()
  #nextId = 0
  /** @type {Set<any>} */
  #crews = new Set()
  #pins = []
  #collected = new FinalizationRegistry((id) => this.#forget(id))

  /** The id under which the audience knows the buffer. The job that is being written keeps it alive: see `takePins`. */
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

  /** The buffer with this id: that of a job in flight, so it is alive. */
  get (id) {
    return this.#buffers.get(id)?.deref()
  }

  /** What the job that was just written must hold until its outcome is read. */
  takePins () {
    if (this.#pins.length === 0) return undefined
    const pins = this.#pins
    this.#pins = []
    return pins
  }

  /** Sets aside what is being written, while something else is. */
  suspend () {
    return { pins: this.takePins() ?? [], audience: this.audience }
  }

  resume ({ pins, audience }) {
    this.#pins = pins
    this.audience = audience
  }

  /** The crew has gone. */
  leave (crew) {
    this.#crews.delete(crew)
  }

  #forget (id) {
    this.#buffers.delete(id)
    for (const crew of this.#crews) crew.unshare(id)
  }
}

module.exports = { SharedBuffers }
