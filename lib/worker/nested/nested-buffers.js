// Knows the SharedArrayBuffers that nested jobs may name by id: those that came with the job that submits them.
//
// The pool's owner has made these buffers known to all threads, and they stay known until the outcome of that job is
// read. Any other SharedArrayBuffer makes its value travel on a port.
'use strict'

class NestedBuffers {
  /** The crew that a value is being written for. Its threads know the buffers already. */
  audience = undefined
  /** The job that is submitting a nested job now. @type {import('../active-job.js').ActiveJob | undefined} */
  parent = undefined
  #control

  /** @param {import('../control.js').Control} control */
  constructor (control) {
    this.#control = control
  }

  idOf (buffer) {
    return this.parent === undefined ? -1 : this.#control.idFor(this.parent, buffer)
  }

  get (id) {
    return this.#control.find(id)
  }

  takePins () {
    return undefined
  }

  suspend () {
    return { parent: this.parent, audience: this.audience }
  }

  resume ({ parent, audience }) {
    this.parent = parent
    this.audience = audience
  }
}

module.exports = { NestedBuffers }
