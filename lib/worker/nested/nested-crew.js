// Gives nested jobs access to the threads of their pool: natively, or through the pool's owner where a port is needed.
'use strict'

const binding = require('../../binding.js')
const { packReason } = require('../../job/reason.js')
const { packParcel } = require('../../port.js')
const { NESTED } = require('../../job/task-number.js')

class NestedCrew {
  broken = undefined
  isEnding = false
  #seat
  #control
  /** @type {Map<string, number>} */
  #taskIds = new Map()

  /** @param {import('./demand.js').Demand} staff asks the owner, who decides how many threads there are, for more */
  constructor (seat, host, home, control, staff) {
    this.#seat = seat
    this.staff = staff
    this.#control = control
    this.handle = binding.openNestedPool(host, home.handle)
    this.origin = binding.origin(this.handle)
  }

  /** The number by which jobs name a task: the owner's number if there is one, else a number that all workers share. */
  taskId (task) {
    let id = this.#taskIds.get(task.key)
    if (id === undefined) {
      id = this.#control.taskId(task.key) ?? NESTED + binding.nestedTask(this.handle, task.key)
      this.#taskIds.set(task.key, id)
    }
    return id
  }

  /**
   * Sends a job's data to the worker that wants it. Returns `true` if the owner, which passes the parcel on, tells
   * that worker that it has come. If it returns `false`, the caller must do so.
   */
  sendParcel (seat, slot, parcel) {
    const { origin } = this
    if (seat === this.#seat) {
      this.#control.keepParcel(slot, origin, parcel)
      return false
    }
    this.#control.tell({ type: 'nested-parcel', seat, origin, slot, parcel }, [parcel])
    return true
  }

  /** The outcome of a job that travels on a port, or a promise of it if it is still on its way. */
  takeOutcome (seat, slot) {
    return this.#control.takeNested(seat, slot)
  }

  /** Raises the signal of a job that the worker on a seat has in hand. */
  raise (seat, slot, reason) {
    const { origin } = this
    if (seat === this.#seat) return this.#control.onAbort(slot, origin, reason)
    // In a parcel, so that the owner need not read the reason: it may be unreadable there.
    const parcel = packParcel(packReason(reason))
    // A reason that can't be cloned stays on this thread, where the promise was rejected with it.
    if (parcel === undefined) this.#control.tell({ type: 'nested-abort', seat, origin, slot, parcel: undefined })
    else this.#control.tell({ type: 'nested-abort', seat, origin, slot, parcel }, [parcel])
  }

  /** Asks the owner to end the thread on a seat if that thread still has the job in hand. */
  terminate (seat, slot) {
    this.#control.tell({ type: 'nested-terminate', seat, origin: this.origin, slot })
  }

  /** Only the owner knows which thread is on a seat. */
  threadIdOf () {
    return undefined
  }

  /** Does nothing: only the owner starts a stand-by thread. */
  prepare () {}

  /** The seat whose worker has the job in hand, or -1. */
  seatOf (slot) {
    return binding.seatOf(this.handle, slot)
  }
}

module.exports = { NestedCrew }
