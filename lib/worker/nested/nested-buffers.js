// The SharedArrayBuffers that nested jobs may name by number: those that came with the job which submits them.
//
// The pool's owner has made them known to all its threads, and keeps them so until that job's outcome is read. All others travel on a port.
'use strict'

class NestedBuffers {
  /** The crew that is being written to: it needs to be told nothing. */
  audience = undefined
  /** The job that submits. @type {import('../active-job.js').ActiveJob | undefined} */
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
