// Posts what this thread prints to the pool's owner at once. `lib/crew/README.md` describes the protocol.
//
// Only what Node's own streams write to is replaced, so all that a user can see of `process.stdout` stays as it is.
'use strict'

// The user's file may replace the global `process`.
const process = require('node:process')
const { throwLater } = require('../event-loop.js')
const { listenTo } = require('../port.js')

/** How far the owner may be behind, in bytes or characters, before the callbacks of writes wait for it. */
const MOST_AHEAD = 1 << 20

/** The places of the shared words. Those of *taken* are also the numbers of the streams. */
const STDOUT = 0
const STDERR = 1
const POSTED = 2

class Prints {
  /** Whether a stream holds: the callback of its last write was not called, and it keeps later chunks. */
  isHeld = false
  #port
  #count
  #words
  /** By stream: how much was posted, modulo 2^32. */
  #posted = new Int32Array(2)
  /** By stream: the callback of the last write, while the stream holds. @type {((() => void) | undefined)[]} */
  #held = [undefined, undefined]
  #isListening = false
  #isExiting = false

  /**
   * @param {object} start
   * @param {import('node:worker_threads').MessagePort} start.port to the owner
   * @param {Int32Array} start.count shared: changed after each print
   * @param {Int32Array} start.words shared: how much of each stream the owner has passed on, and how many prints were
   * posted
   */
  constructor ({ port, count, words }) {
    this.#port = port
    this.#count = count
    this.#words = words
    this.#redirect('stdout', STDOUT)
    this.#redirect('stderr', STDERR)
    process.once('exit', () => {
      this.#isExiting = true
      this.release()
    })
  }

  /** Ends every hold, so that the streams post what they have kept. */
  release () {
    this.#release(STDOUT)
    this.#release(STDERR)
  }

  #redirect (name, index) {
    // A stream of another runtime, or of a file that was loaded before, is left alone.
    if (Object.getOwnPropertyDescriptor(process, name)?.get === undefined) return
    const stream = process[name]
    if (typeof stream?._writev !== 'function') return
    stream._write = (chunk, encoding, done) => this.#print(index, [{ chunk, encoding }], done)
    stream._writev = (chunks, done) => this.#print(index, chunks, done)
  }

  #print (index, chunks, done) {
    for (const { chunk } of chunks) this.#posted[index] += chunk.length
    const isAsking = this.#isAhead(index) && !this.#isExiting
    this.#post(index, chunks, isAsking)
    // Whoever sees these changes finds the print on the port. The partners are in `lib/crew/prints.js` and `Home`.
    Atomics.add(this.#words, POSTED, 1)
    Atomics.add(this.#count, 0, 1)
    if (isAsking) this.#hold(index, done)
    else done()
  }

  #post (index, chunks, isAsking) {
    const [{ chunk, encoding }] = chunks
    // Most prints are a line of text for `process.stdout`. A string is cloned faster than an object.
    if (index === STDOUT && !isAsking && chunks.length === 1 && typeof chunk === 'string' && encoding === 'utf8') {
      return this.#port.postMessage(chunk)
    }
    const copies = chunks.map(copy)
    const transferList = copies.flatMap(({ chunk }) => typeof chunk === 'string' ? [] : [chunk.buffer])
    this.#port.postMessage({ index, chunks: copies, isAsking }, transferList)
  }

  #isAhead (index) {
    return ((this.#posted[index] - Atomics.load(this.#words, index)) | 0) > MOST_AHEAD
  }

  #hold (index, done) {
    this.#held[index] = done
    this.isHeld = true
    if (this.#isListening) return
    this.#isListening = true
    listenTo(this.#port, (index) => { if (!this.#isAhead(index)) this.#release(index) })
    this.#port.unref()
  }

  #release (index) {
    const done = this.#held[index]
    this.#held[index] = undefined
    this.isHeld = this.#held.some(Boolean)
    try {
      // The stream prints what it has kept, and calls the user's callbacks and listeners.
      done?.()
    } catch (error) {
      throwLater(error)
    }
  }
}

/** Copies bytes, which may be a small part of a large buffer, or shared with threads that go on writing. */
function copy ({ chunk, encoding }) {
  return typeof chunk === 'string' ? { chunk, encoding } : { chunk: new Uint8Array(chunk), encoding: undefined }
}

module.exports = { Prints }
