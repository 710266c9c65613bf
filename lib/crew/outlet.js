// Gives one stream of a thread's output to those who read it: to whoever reads `worker.stdout`, or to this process.
'use strict'

const process = require('node:process')
const { throwLater } = require('../event-loop.js')

/** By stream of this process: what to call when it has written what it was given. @type {WeakMap<any, Function[]>} */
const waiting = new WeakMap()

class Outlet {
  #stream
  #push
  #name
  #onTaken
  #answer
  /** How much was given out and is not reported as taken. */
  #untaken = 0
  /** How many chunks `process.stdout` or `process.stderr` has no room for. */
  #unwritten = 0
  #isAsked = false

  /**
   * @param {any} stream the Worker's `stdout` or `stderr`
   * @param {'stdout' | 'stderr' | undefined} name where this process shows the output, unless whoever reads the
   * stream wants it for himself
   * @param {object} listeners
   * @param {(size: number) => void} listeners.onTaken
   * @param {() => void} listeners.answer answers a thread that waits until its output was taken
   * @param {() => void} listeners.finish gives out the rest of what the thread has posted
   */
  constructor (stream, name, { onTaken, answer, finish }) {
    const { push, _read } = stream
    this.#stream = stream
    this.#push = push.bind(stream)
    this.#name = name
    this.#onTaken = onTaken
    this.#answer = answer
    // Node calls this `push` with what came its own way: the first output of a thread that prints before this package
    // is loaded there, and the end. Only then does the thread wait for Node's own `_read`, which also keeps the process
    // alive until the thread ends.
    stream.push = (chunk, encoding) => {
      if (chunk === null) finish()
      const hasRoom = push.call(stream, chunk, encoding)
      if (chunk !== null) _read.call(stream)
      return hasRoom
    }
    stream._read = () => this.settle()
    stream.once('close', () => this.settle())
    if (name === undefined) return
    // Node's pipe stops when `process.stdout` is full, and goes on in a later tick. An outcome would not wait for that.
    stream.unpipe()
    stream.on('data', (chunk) => this.#write(this.shown, chunk))
    stream.resume()
  }

  give (chunk, encoding) {
    this.#untaken += chunk.length
    try {
      this.#push(chunk, encoding)
      // The stream gives chunks to its listeners at once, but not yet in the tick in which it was made.
      const stream = this.#stream
      if (this.#name !== undefined) while (stream.readableLength > 0 && !stream.isPaused() && stream.read() !== null);
    } catch (error) {
      throwLater(error)
    }
  }

  /** The stream on which this process shows the output, if it does. */
  get shown () {
    return this.#name === undefined ? undefined : process[this.#name]
  }

  /** Reports what was given out as taken, unless its readers have no room. */
  settle (isAsking = false) {
    this.#isAsked ||= isAsking
    const { readableLength, readableHighWaterMark, destroyed } = this.#stream
    if (this.#unwritten > 0 || (readableLength >= readableHighWaterMark && !destroyed)) return
    if (this.#untaken > 0) this.#onTaken(this.#untaken)
    this.#untaken = 0
    if (!this.#isAsked) return
    this.#isAsked = false
    this.#answer()
  }

  #write (out, chunk) {
    // As with a pipe, nothing is written to a stream that has ended.
    if (out.writable === false || out.write(chunk) !== false) return
    this.#unwritten += 1
    whenDrained(out, () => {
      this.#unwritten -= 1
      this.settle()
    })
  }
}

/** All outlets share two listeners: Node warns of more than ten. */
function whenDrained (out, callback) {
  const callbacks = waiting.get(out)
  if (callbacks !== undefined) {
    callbacks.push(callback)
    return
  }
  waiting.set(out, [callback])
  const tell = () => {
    out.removeListener('drain', tell)
    out.removeListener('close', tell)
    const callbacks = /** @type {Function[]} */ (waiting.get(out))
    waiting.delete(out)
    for (const callback of callbacks) callback()
  }
  out.on('drain', tell)
  out.on('close', tell)
}

module.exports = { Outlet }
