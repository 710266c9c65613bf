// Runs worker files that listen to `parentPort`: each job is a message, and the first message back is its result.
//
// The messages reach the listeners without crossing a port. Node turns an error that a listener throws into an
// uncaught exception one tick later, when nobody can tell which job caused it. So each listener is wrapped when it is
// added, and the wrapper fails the current job with the error.
'use strict'

const { callingFile } = require('./calling-file.js')

const ADDERS = ['on', 'addListener', 'addEventListener']
const REMOVERS = ['off', 'removeListener', 'removeEventListener']

class MessageStyle {
  #port
  #label
  /** The file that was loaded, or given a job, last. @type {string | undefined} */
  #file
  /** Every file that is loaded or being loaded. @type {Set<string>} */
  #files = new Set()
  /** The files that have added a listener. @type {Set<string | undefined>} */
  #listeners = new Set()
  /** Whether a listener has got the current job. */
  #isHeard = false
  /** Settles the current job. @type {{ resolve: (value: any) => void, reject: (error: any) => void } | undefined} */
  #asked
  /** The jobs that wait until earlier jobs are answered: each function continues one. @type {(() => void)[]} */
  #queue = []
  /** @type {WeakMap<object, Function>} */
  #wrapped = new WeakMap()
  /** @type {WeakSet<object>} */
  #wrappers = new WeakSet()
  /** The `onmessage` listener of each file. @type {Map<string | undefined, Function>} */
  #onmessage = new Map()

  /** @param {string} [label] the pool's */
  constructor (port, label) {
    this.#port = port
    this.#label = label
    for (const name of ADDERS) {
      this.#shadow(name, port[name], (listener, options) => this.#wrap(listener, isOnce(options)))
    }
    for (const name of REMOVERS) this.#shadow(name, port[name], (listener) => this.#wrapped.get(listener) ?? listener)
    // `once` counts only messages for the listener's own file. Node would remove the listener after a message for any
    // file, so it is added by `on`, and its wrapper removes it.
    this.#shadow('once', port.on, (listener) => this.#wrap(listener, true))
    this.#shadowOnmessage()
    this.#shadowPostMessage()
  }

  /** Notes that a file is about to be loaded. */
  expect (file) {
    this.#file = file
    this.#files.add(file)
  }

  isListenedTo (file) {
    return this.#listeners.has(file)
  }

  /** Whether a file has a job that it has not answered. */
  get isAsking () {
    return this.#asked !== undefined
  }

  /** Gives a job's data to a file's listeners. The promise settles with the file's answer. */
  ask (file, data) {
    // Two jobs may have waited for the file to be loaded. The second one waits until the first one is answered.
    if (this.#asked !== undefined) {
      return new Promise((resolve) => this.#queue.push(resolve)).then(() => this.ask(file, data))
    }
    return new Promise((resolve, reject) => {
      this.#file = file
      this.#asked = { resolve, reject }
      this.#isHeard = false
      this.#port.emit('message', data)
      if (!this.#isHeard) this.#take()?.reject(this.#unansweredError(file))
    })
  }

  #unansweredError (url) {
    const { unusableError } = require('./file-error.js')
    return unusableError({ url }, this.#label, 'has no message listener left to answer the job')
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

  /** The file that adds a listener. If the stack shows none, it is the file that was loaded, or given a job, last. */
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
    Object.defineProperty(this.#port, name, { __proto__: null, ...descriptor, configurable: true, enumerable: false })
  }

  #wrap (listener, isOnce) {
    // Some of Node's adding methods call others, so the listener may be a wrapper already.
    if (this.#wrappers.has(listener)) return listener
    let wrapped = this.#wrapped.get(listener)
    if (wrapped === undefined) {
      const style = this
      const file = this.#callingFile()
      this.#listeners.add(file)
      wrapped = function (...args) {
        // A pool may run several such files on one thread, and each file must hear only its own jobs.
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
    // After the answer there is no job to fail. The error is then uncaught, as it would be in a plain Worker.
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

function isOnce (options) {
  return options !== undefined && Object.hasOwn(Object(options), 'once') && options.once
}

/** The message that a file has posted as its answer, with its transfer list. The loop sends it as the job's result. */
class Answer {
  constructor (value, transferList) {
    this.value = value
    this.transferList = transferList
  }
}

module.exports = { MessageStyle, Answer }
