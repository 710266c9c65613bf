// Who sits where: a crew's threads by seat, and which of them stay.
'use strict'

/**
 * @template {{ isLeaving: boolean }} T
 */
class Seating {
  /** @type {(T | undefined)[]} */
  #seats = []

  /** Gives a thread the first free seat, and says which. */
  add (thread) {
    const free = this.#seats.indexOf(undefined)
    const seat = free < 0 ? this.#seats.length : free
    this.#seats[seat] = thread
    return seat
  }

  at (seat) {
    return this.#seats[seat]
  }

  remove (seat) {
    this.#seats[seat] = undefined
  }

  /** Every thread that sits. */
  get all () {
    return this.#seats.filter((thread) => thread !== undefined)
  }

  /** Those that have not been told to leave. */
  get staying () {
    return this.#seats.filter((thread) => thread !== undefined && !thread.isLeaving)
  }

  /** The seats of those who stay, the last first. */
  get occupied () {
    return [...this.#seats.keys()].filter((seat) => this.#seats[seat]?.isLeaving === false).reverse()
  }
}

module.exports = { Seating }
