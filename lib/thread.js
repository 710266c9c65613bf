// One Node Worker on a seat: its ports, and how it ends.
'use strict'

const path = require('node:path')
const { Worker, MessageChannel, receiveMessageOnPort } = require('node:worker_threads')

const MAIN = path.join(__dirname, 'worker', 'main.js')

class Thread {
  isReady = false
  /** Whether `terminate()` was called, by whomever: then its end is no fault of the file's. */
  isTerminated = false
  /** What it died of, if Node said. @type {unknown} */
  error = undefined
  #port
  #outcomes = new Map()
  #onReady

  /**
   * @param {number} seat
   * @param {object} workerOptions for `new Worker()`
   * @param {object} start what the thread needs to know: see `lib/worker/main.js`
   * @param {import('./segments.js').Reader} outcomes of the segments that the thread writes to
   * @param {() => void} onReady
   */
  constructor (seat, workerOptions, start, outcomes, onReady) {
    this.seat = seat
    this.outcomes = outcomes
    this.#onReady = onReady
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    this.worker = new Worker(MAIN, workerOptions)
    this.worker.postMessage({ ...start, seat, port: port2 }, [port2])
    this.#watchTerminate()
    port1.on('message', (message) => this.#receive(message))
    port1.unref()
    this.worker.on('error', (error) => { this.error = error })
  }

  post (message, transferList) {
    this.#port.postMessage(message, transferList)
  }

  /** An outcome that came on the port. It was posted before the record that tells of it, so it is here. */
  takeOutcome (slot) {
    this.drain()
    const outcome = this.#outcomes.get(slot)
    this.#outcomes.delete(slot)
    return outcome
  }

  /** Receives what has been posted, without waiting for the event loop. */
  drain () {
    for (;;) {
      const received = receiveMessageOnPort(this.#port)
      if (received === undefined) return
      this.#receive(received.message)
    }
  }

  close () {
    this.#port.close()
  }

  #watchTerminate () {
    const { worker } = this
    const terminate = worker.terminate.bind(worker)
    worker.terminate = () => {
      this.isTerminated = true
      return terminate()
    }
  }

  #receive (message) {
    switch (message.type) {
      case 'outcome':
        this.#outcomes.set(message.slot, message.value)
        break
      case 'ready':
        this.isReady = true
        this.#onReady()
        break
    }
  }
}

module.exports = { Thread }
