// Files that listen to `parentPort` and answer by `parentPort.postMessage`: a job is a message, and the first answer is its result.
//
// Messages reach the listeners with no port in between. Node would turn what a listener throws into an uncaught exception
// a tick later, when nobody can tell which job it was; so each listener is wrapped as it is added, and what it throws fails the job at hand.
'use strict'

const { workerFileError } = require('../../errors.js')
const { callingFile } = require('./calling-file.js')

const ADDERS = ['on', 'addListener', 'addEventListener']
const REMOVERS = ['off', 'removeListener', 'removeEventListener']

class MessageStyle {
  #port
  /** The file that was loaded, or asked, last. @type {string | undefined} */
  #file
  /** Every file that was loaded, or is being. @type {Set<string>} */
  #files = new Set()
  /** The files that listen. @type {Set<string | undefined>} */
  #listeners = new Set()
  #isHeard = false
  /** Settles the job at hand. @type {{ resolve: (value: any) => void, reject: (error: any) => void } | undefined} */
  #asked
  /** Jobs that wait for others to be answered. @type {(() => void)[]} */
  #queue = []
  /** @type {WeakMap<object, Function>} */
  #wrapped = new WeakMap()
  /** @type {WeakSet<object>} */
  #wrappers = new WeakSet()
  /** What each file has set it to. @type {Map<string | undefined, Function>} */
  #onmessage = new Map()

  constructor (port) {
    this.#port = port
    for (const name of ADDERS) this.#shadow(name, port[name], (listener, options) => this.#wrap(listener, options?.once))
    for (const name of REMOVERS) this.#shadow(name, port[name], (listener) => this.#wrapped.get(listener) ?? listener)
    // One message is one that the listener's own file hears, so Node must not take the listener away by itself.
    this.#shadow('once', port.on, (listener) => this.#wrap(listener, true))
    this.#shadowOnmessage()
    this.#shadowPostMessage()
  }

  /** A file is about to be loaded. */
  expect (file) {
    this.#file = file
    this.#files.add(file)
  }

  isListenedTo (file) {
    return this.#listeners.has(file)
  }

  /** Whether a job waits for its answer. */
  get isAsking () {
    return this.#asked !== undefined
  }

  /** Puts a job to a file's listeners. */
  ask (file, data) {
    // Two jobs may have waited for the file to be loaded.
    if (this.#asked !== undefined) return new Promise((resolve) => this.#queue.push(resolve)).then(() => this.ask(file, data))
    return new Promise((resolve, reject) => {
      this.#file = file
      this.#asked = { resolve, reject }
      this.#isHeard = false
      this.#port.emit('message', data)
      if (!this.#isHeard) this.#take()?.reject(workerFileError(file, 'listens to no messages any more'))
    })
  }

  #shadow (name, original, translate) {
    const unshadowed = this.#port[name]
    this.#define(name, {
      value (type, listener, options) {
        if (type !== 'message' || !listener) return unshadowed.call(this, type, listener, options)
        const isObject = typeof options === 'object' && options !== null
        return original.call(this, type, translate(listener, options), isObject ? { ...options, once: false } : options)
      },
      writable: true
    })
  }

  #shadowOnmessage () {
    this.#define('onmessage', {
      get: () => this.#onmessage.get(this.#callingFile()) ?? null,
      set: (listener) => {
        const file = this.#callingFile()
        if (this.#onmessage.has(file)) this.#port.removeEventListener('message', this.#onmessage.get(file))
        this.#onmessage.delete(file)
        if (typeof listener !== 'function') return
        this.#onmessage.set(file, listener)
        this.#port.addEventListener('message', listener)
      }
    })
  }

  /** Who adds a listener. One that comes from neither file is the last one's. */
  #callingFile () {
    return callingFile(this.#files) ?? this.#file
  }

  #shadowPostMessage () {
    const original = this.#port.postMessage
    this.#define('postMessage', {
      value: (message, transferList) => {
        if (this.#asked === undefined) return original.call(this.#port, message, transferList)
        this.#take().resolve(new Answer(message, Array.isArray(transferList) ? transferList : transferList?.transfer))
      },
      writable: true
    })
  }

  #define (name, descriptor) {
    Object.defineProperty(this.#port, name, { ...descriptor, configurable: true, enumerable: false })
  }

  #wrap (listener, isOnce) {
    // Node adds by one method what came to it by another.
    if (this.#wrappers.has(listener)) return listener
    let wrapped = this.#wrapped.get(listener)
    if (wrapped === undefined) {
      const style = this
      const file = this.#callingFile()
      this.#listeners.add(file)
      wrapped = function (...args) {
        // A pool may run several such files on one thread, and each hears its own jobs.
        if (style.#file !== file) return
        style.#isHeard = true
        if (isOnce) style.#port.off('message', listener)
        try {
          const returned = typeof listener === 'function' ? listener.apply(this, args) : listener.handleEvent(...args)
          if (typeof returned?.then === 'function') returned.then(undefined, (error) => style.#fail(error))
        } catch (error) {
          style.#fail(error)
        }
      }
      this.#wrapped.set(listener, wrapped)
      this.#wrappers.add(wrapped)
    }
    return wrapped
  }

  #fail (error) {
    // After its answer a listener has no job to fail: then it is as uncaught as it would be in a bare Worker.
    if (this.#asked === undefined) throw error
    this.#take().reject(error)
  }

  #take () {
    const asked = this.#asked
    this.#asked = undefined
    if (asked !== undefined) this.#queue.shift()?.()
    return asked
  }
}

/** What a file posted, with what it wants moved: the loop sends it as it would a result. */
class Answer {
  constructor (value, transferList) {
    this.value = value
    this.transferList = transferList
  }
}

module.exports = { MessageStyle, Answer }
