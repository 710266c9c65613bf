// Keeps a crew's threads by seat, and tells which of them stay.
'use strict'

/**
 * @template {{ isLeaving: boolean }} T
 */
class Seating {
  /** @type {(T | undefined)[]} */
  #seats = []

  /** Gives a thread the first free seat. Returns the seat. */
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

  /** Every thread that has a seat. */
  get all () {
    return this.#seats.filter((thread) => thread !== undefined)
  }

  /** The threads that stay: those that are not leaving. */
  get staying () {
    return this.#seats.filter((thread) => thread !== undefined && !thread.isLeaving)
  }

  /** The seats of the threads that stay, the last seat first. */
  get occupied () {
    return [...this.#seats.keys()].filter((seat) => this.#seats[seat]?.isLeaving === false).reverse()
  }
}

module.exports = { Seating }
