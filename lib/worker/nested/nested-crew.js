// The threads of this worker's own pool, as its nested jobs address them: natively, and through the pool's owner for what needs a port.
'use strict'

const binding = require('../../binding.js')
const { packReason } = require('../../job/reason.js')
const { NESTED } = require('../../job/task-number.js')

class NestedCrew {
  broken = undefined
  isEnding = false
  #seat
  #control
  /** @type {Map<string, number>} */
  #taskIds = new Map()

  /** @param {import('./demand.js').Demand} staff how many threads there are is the owner's business, who may be told that more are needed */
  constructor (seat, host, home, control, staff) {
    this.#seat = seat
    this.staff = staff
    this.#control = control
    this.handle = binding.openNestedPool(host, home.handle)
    this.origin = binding.origin(this.handle)
  }

  /** The number by which jobs name a task: the owner's if it has one, else one that all workers agree on. */
  taskId (task) {
    let id = this.#taskIds.get(task.key)
    if (id === undefined) {
      id = this.#control.taskId(task.key) ?? NESTED + binding.nestedTask(this.handle, task.key)
      this.#taskIds.set(task.key, id)
    }
    return id
  }

  /** Sends a job's data to the worker that wants it. `true` if the worker is told of it on the way. */
  sendParcel (seat, slot, parcel) {
    const { origin } = this
    if (seat === this.#seat) {
      this.#control.keepParcel(slot, origin, parcel)
      return false
    }
    this.#control.tell({ type: 'nested-parcel', seat, origin, slot, parcel }, [parcel])
    return true
  }

  /** What came on a port as a job's outcome, or will come. */
  takeOutcome (seat, slot) {
    return this.#control.takeNested(seat, slot)
  }

  /** Raises the signal of a job. */
  raise (seat, slot, reason) {
    const { origin } = this
    if (seat === this.#seat) return this.#control.onAbort(slot, origin, reason)
    try {
      this.#control.tell({ type: 'nested-abort', seat, origin, slot, reason: packReason(reason) })
    } catch {
      // A reason that can't be cloned stays here, where the promise was rejected with it.
      this.#control.tell({ type: 'nested-abort', seat, origin, slot })
    }
  }

  /** Has the thread on a seat ended, if it still has the job in hand. */
  terminate (seat, slot) {
    this.#control.tell({ type: 'nested-terminate', seat, origin: this.origin, slot })
  }

  /** Which thread sits there only the owner knows. */
  threadIdOf () {
    return undefined
  }

  /** Successors are the owner's business. */
  prepare () {}

  /** Which seat's worker has the job in hand, or -1. */
  seatOf (slot) {
    return binding.seatOf(this.handle, slot)
  }
}

module.exports = { NestedCrew }
