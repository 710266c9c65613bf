// Makes what a handler has thrown anew, from its description.
'use strict'

const { makeDOMException } = require('../realm.js')

/** @type {Record<string, new () => Error>} */
const constructors = {
  Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError
}

/** @param {import('./failure').ErrorDescription} description */
const make = ({ kind, name, message }) => {
  if (kind === 'DOMException') return makeDOMException(message, name)
  return kind === 'AggregateError' ? new AggregateError([]) : new constructors[kind]()
}

class Reviver {
  /** @type {Map<object, Error>} */
  revived = new Map()

  /**
   * @param {any} failure
   * @returns {any}
   */
  content (failure) {
    if (Object.hasOwn(failure, 'error')) return this.error(failure.error)
    if (!Object.hasOwn(failure, 'list')) return failure.value
    return failure.list.map((/** @type {any} */ one) => this.content(one))
  }

  /** @param {import('./failure').ErrorDescription} description */
  error (description) {
    const known = this.revived.get(description)
    if (known !== undefined) return known
    const error = /** @type {any} */ (make(description))
    this.revived.set(description, error)
    // The stack of this thread tells nothing. The list of errors is deleted because the description may have none.
    error.stack = `${description.name}: ${description.message}`
    delete error.errors
    for (const { key, isEnumerable, content } of description.properties) {
      this.define(error, key, this.content(content), isEnumerable)
    }
    return error
  }

  /**
   * @param {any} error
   * @param {string} key
   * @param {unknown} value
   * @param {boolean} enumerable
   */
  define (error, key, value, enumerable) {
    if (key === 'stack') {
      // Assigned, because the sort of this property differs between releases of V8. Only a hook makes a
      // stack that isn't text.
      if (typeof value === 'string') error.stack = value
    } else {
      const descriptor = { __proto__: null, value, enumerable, writable: true, configurable: true }
      Object.defineProperty(error, key, descriptor)
    }
  }
}

/**
 * @param {any} failure from `describeFailure`, possibly by way of another thread
 * @returns {any} what was thrown
 */
const revive = (failure) => new Reviver().content(failure)

module.exports = { revive }
