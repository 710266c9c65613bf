// Gives two priorities to the peers that take a queue from the user.
//
// Each priority has a list of its own, so that adding and taking a task cost the same however long the queue is.
'use strict'

class List {
  #tasks = []
  #first = 0

  get size () {
    return this.#tasks.length - this.#first
  }

  push (task) {
    this.#tasks.push(task)
  }

  shift () {
    if (this.size === 0) return null
    const task = this.#tasks[this.#first]
    this.#tasks[this.#first++] = undefined
    if (this.#first === 1024) {
      this.#tasks.splice(0, 1024)
      this.#first = 0
    }
    return task
  }
}

class TwoQueues {
  #isHigh
  #high = new List()
  #low = new List()

  /** @param {(task: any) => boolean} isHigh */
  constructor (isHigh) {
    this.#isHigh = isHigh
  }

  get length () {
    return this.#high.size + this.#low.size
  }

  push (task) {
    if (this.#isHigh(task)) this.#high.push(task)
    else this.#low.push(task)
  }

  shift () {
    return this.#high.size > 0 ? this.#high.shift() : this.#low.shift()
  }
}

/** The queue in the form that Piscina and tinypool want. The bench takes no task back, so `remove` does nothing. */
class SizedQueues extends TwoQueues {
  get size () {
    return this.length
  }

  remove () {}
}

/** The queue in the form that workerpool wants. */
class PoppedQueues extends TwoQueues {
  size () {
    return this.length
  }

  pop () {
    return this.shift()
  }

  contains () {
    return false
  }

  clear () {}
}

module.exports = { SizedQueues, PoppedQueues }
