// Receives what a thread prints, and gives it out in order. `README.md` describes the protocol.
'use strict'

const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads')
const { listenTo } = require('../port.js')
const { Outlet } = require('./outlet.js')

/** The places of the shared words. Those of *taken* are also the numbers of the streams. */
const STDOUT = 0
const STDERR = 1
const POSTED = 2

class Prints {
  /** How much of each stream was taken, and how many prints were posted. Shared with the thread. */
  #words = new Int32Array(new SharedArrayBuffer(12))
  #channel = new MessageChannel()
  #port = this.#channel.port1
  /** How many prints were given out, modulo 2^32. */
  #given = 0
  /** @type {(Outlet | undefined)[]} */
  #outlets

  /**
   * @param {import('node:worker_threads').Worker} worker
   * @param {{ stdout?: unknown, stderr?: unknown }} options whether a stream is kept for whoever reads it
   */
  constructor (worker, { stdout, stderr }) {
    this.#outlets = [
      this.#outletOf(STDOUT, worker.stdout, stdout ? undefined : 'stdout'),
      this.#outletOf(STDERR, worker.stderr, stderr ? undefined : 'stderr')
    ]
    listenTo(this.#port, (print) => {
      this.#give(print)
      this.read()
    })
    this.#port.unref()
  }

  /** What the thread needs to know: see `lib/worker/prints.js`. Its port must be transferred. */
  get start () {
    return { port: this.#channel.port2, words: this.#words }
  }

  /**
   * Gives out what the thread has posted by now, without waiting for the event loop. What the thread posts meanwhile
   * is left: a thread that prints for ever must not keep the owner here.
   */
  read () {
    const posted = Atomics.load(this.#words, POSTED)
    this.#readWhile(() => ((posted - this.#given) | 0) > 0)
  }

  /** The thread posts no more: gives out the rest. */
  finish () {
    this.#readWhile(() => true)
  }

  close () {
    this.#port.close()
  }

  #readWhile (isWanted) {
    // A stream that is corked writes several prints by one system call.
    let corked
    try {
      while (isWanted()) {
        const received = receiveMessageOnPort(this.#port)
        if (received === undefined) return
        const { message } = received
        const shown = this.#outlets[message.index ?? STDOUT]?.shown
        if (shown !== corked) {
          corked?.uncork?.()
          corked = shown
          shown?.cork?.()
        }
        this.#give(message)
      }
    } finally {
      corked?.uncork?.()
    }
  }

  #give (print) {
    this.#given = (this.#given + 1) | 0
    const outlet = this.#outlets[print.index ?? STDOUT]
    if (typeof print === 'string') outlet?.give(print, 'utf8')
    else for (const { chunk, encoding } of print.chunks) outlet?.give(chunk, encoding)
    outlet?.settle(print.isAsking)
  }

  #outletOf (index, stream, name) {
    // In another runtime than Node there may be no such stream. Its threads print by themselves.
    if (stream === null) return undefined
    return new Outlet(stream, name, {
      onTaken: (size) => Atomics.add(this.#words, index, size),
      answer: () => this.#port.postMessage(index),
      finish: () => this.finish()
    })
  }
}

module.exports = { Prints }
