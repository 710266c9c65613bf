// Makes AbortSignals of another make than Node's, which are known only by what they can do.
'use strict'

const vm = require('node:vm')

/** A polyfill as old libraries bring it: it knows no `reason`, and calls its listeners without `this`. */
class OldSignal {
  aborted = false
  #listeners = new Set()

  addEventListener (type, listener) {
    if (type === 'abort') this.#listeners.add(listener)
  }

  removeEventListener (type, listener) {
    if (type === 'abort') this.#listeners.delete(listener)
  }

  abort () {
    this.aborted = true
    for (const listener of this.#listeners) listener({ type: 'abort' })
  }

  get listeners () {
    return this.#listeners.size
  }
}

/** For each make: makes a signal, and the function that aborts it. */
const makes = {
  'an old polyfill': () => {
    const signal = new OldSignal()
    return { signal, abort: () => signal.abort() }
  },

  'a polyfill with a reason, on Node\'s EventTarget': () => {
    const signal = new class extends EventTarget {
      aborted = false
      reason = undefined
    }()
    return {
      signal,
      abort (reason) {
        Object.assign(signal, { aborted: true, reason })
        signal.dispatchEvent(new Event('abort'))
      }
    }
  },

  'a Proxy around Node\'s own': () => {
    const controller = new AbortController()
    const get = (target, key) => {
      const value = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    }
    return { signal: new Proxy(controller.signal, { get }), abort: (reason) => controller.abort(reason) }
  },

  'a plain object that forwards to Node\'s own': () => {
    const controller = new AbortController()
    const { signal } = controller
    const forwarding = {
      get aborted () { return signal.aborted },
      get reason () { return signal.reason },
      addEventListener: (...args) => signal.addEventListener(...args),
      removeEventListener: (...args) => signal.removeEventListener(...args)
    }
    return { signal: forwarding, abort: (reason) => controller.abort(reason) }
  },

  'one of another realm': () => vm.runInNewContext(`
    const listeners = []
    const signal = {
      aborted: false,
      addEventListener (_, listener) { listeners.push(listener) },
      removeEventListener (_, listener) {
        if (listeners.includes(listener)) listeners.splice(listeners.indexOf(listener), 1)
      }
    }
    const abort = (reason) => {
      signal.aborted = true
      signal.reason = reason
      for (const listener of [...listeners]) listener.call(signal, { type: 'abort' })
    };
    ({ signal, abort })`)
}

module.exports = { makes, OldSignal }
