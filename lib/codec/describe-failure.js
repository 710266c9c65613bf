// Turns anything that was thrown into plain data that can be cloned.
//
// The thrown value may be hostile, so every use of it is guarded.
'use strict'

const { inspect, types } = require('node:util')

const KINDS = [
  'Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'AggregateError'
]
// These are carried even if they are not enumerable, or are inherited from the error's class.
const IMPORTANT = ['stack', 'message', 'cause', 'errors', 'name', 'code']

/** The object that has the property: the given one, or one that it inherits from. */
const holderOf = (object, key) => {
  for (let at = object; at !== null; at = Object.getPrototypeOf(at)) if (Object.hasOwn(at, key)) return at
  return null
}

// A getter can make new causes for ever.
const MOST_ERRORS = 256
const LONGEST_TEXT = 200

/**
 * @template T
 * @param {() => T} attempt
 * @returns {T | undefined} undefined if it throws
 */
const guarded = (attempt) => {
  try {
    return attempt()
  } catch {
    return undefined
  }
}

const isPrimitive = (value) => value === null || (typeof value !== 'object' && typeof value !== 'function')

// `instanceof` does not recognize a DOMException of another realm.
const isDOMException = (value) => guarded(() => Object.prototype.toString.call(value)) === '[object DOMException]'

const isError = (value) =>
  types.isNativeError(value) || isDOMException(value) ||
  (typeof value === 'object' && guarded(() => value instanceof Error) === true)

// With `--frozen-intrinsics` no property of a prototype tells its class, so a class of this realm is known by itself.
const kinds = new Map(KINDS.map((kind) => [globalThis[kind].prototype, kind]))

// The class of an error from another realm is recognized by its name and by its native code.
const isBuiltIn = (constructor) =>
  typeof constructor === 'function' && KINDS.includes(constructor.name) &&
  Function.prototype.toString.call(constructor).includes('[native code]')

const kindOf = (error) => {
  if (isDOMException(error)) return 'DOMException'
  for (let at = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    const kind = kinds.get(at)
    if (kind !== undefined) return kind
    const constructor = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    if (isBuiltIn(constructor)) return constructor.name
  }
  return 'Error'
}

const textOf = (value, key) => {
  const text = guarded(() => value[key])
  return typeof text === 'string' ? text : undefined
}

const property = (key, isEnumerable, content) => ({ key, isEnumerable, content })

const asError = (message) => {
  const properties = [property('message', false, { value: message })]
  return { error: { kind: 'Error', name: 'Error', message, properties } }
}

const show = (value) => {
  const text = guarded(() => String(value))
  // This text tells nothing of the object.
  const isBare = text?.startsWith('[object ') && typeof value === 'object'
  return (isBare ? guarded(() => inspect(value, { depth: 0, customInspect: false })) : text) ?? typeof value
}

const whyUnclonable = (value) => `The thrown value cannot be cloned: ${show(value).slice(0, LONGEST_TEXT)}`

class Describer {
  /** @type {Map<object, object>} */
  described = new Map()

  /** @returns {any} null if the value can't be carried */
  contentOf (value) {
    if (isPrimitive(value)) return typeof value === 'symbol' ? null : { value }
    if (isError(value)) return this.errorOf(value)
    // Keeps the clone, not the value: a getter that answers now might throw later.
    return guarded(() => ({ value: structuredClone(value) })) ?? null
  }

  errorOf (error) {
    const known = this.described.get(error)
    if (known !== undefined) return { error: known }
    if (this.described.size === MOST_ERRORS) return null
    const kind = guarded(() => kindOf(error)) ?? 'Error'
    const [name, message] = [textOf(error, 'name') ?? kind, textOf(error, 'message') ?? '']
    const description = { kind, name, message, properties: [] }
    this.described.set(error, description)
    for (const key of this.keysOf(error, kind)) this.describeProperty(description, error, key)
    return { error: description }
  }

  /** An error in place of a value that can't be cloned. It has all of the value that can be. */
  unclonable (value) {
    if (typeof value !== 'object') return asError(whyUnclonable(value))
    const { error } = this.errorOf(value) ?? asError('')
    if (!error.properties.some(({ key }) => key === 'message')) {
      error.message = whyUnclonable(value)
      error.properties.push(property('message', false, { value: error.message }))
    }
    return { error }
  }

  keysOf (error, kind) {
    const own = (guarded(() => Reflect.ownKeys(error)) ?? []).filter((key) => typeof key === 'string')
    const carried = own.filter((key) => IMPORTANT.includes(key) || this.isEnumerable(error, key))
    // The constructor of DOMException makes these properties from the message and the name.
    const made = kind === 'DOMException' ? ['name', 'message', 'code'] : []
    return [...carried, ...IMPORTANT.filter((key) => !own.includes(key) && !made.includes(key))]
  }

  isEnumerable (error, key) {
    return guarded(() => Object.prototype.propertyIsEnumerable.call(error, key)) === true
  }

  describeProperty (description, error, key) {
    const holder = guarded(() => holderOf(error, key))
    // What somebody has put on the prototype of all objects says nothing about this error.
    if (holder === null || holder === Object.prototype) return
    const read = guarded(() => ({ value: error[key] }))
    if (read === undefined) return
    const { value } = read
    const isOwn = holder === error
    if (!isOwn && (value === undefined || value === this.inherited(description.kind, key))) return
    const isList = key === 'errors' && guarded(() => Array.isArray(value)) === true
    const content = isList ? this.listOf(value) : this.contentOf(value) ?? this.causeOf(key, value)
    if (content !== null) description.properties.push(property(key, this.isEnumerable(error, key), content))
  }

  /** A cause that can't be cloned may be what tells why. */
  causeOf (key, value) {
    return key === 'cause' && !isPrimitive(value) ? this.unclonable(value) : null
  }

  // The value that every error of the kind inherits. It need not be carried.
  inherited (kind, key) {
    return key === 'name' ? kind : key === 'message' ? '' : undefined
  }

  listOf (errors) {
    return { list: (guarded(() => [...errors]) ?? []).map((error) => this.contentOf(error) ?? this.unclonable(error)) }
  }
}

/**
 * Describes what was thrown; never throws itself.
 * @param {unknown} thrown
 * @returns {any} plain data for `reviveFailure`
 */
const describe = (thrown) => {
  const describer = new Describer()
  return guarded(() => describer.contentOf(thrown) ?? describer.unclonable(thrown)) ??
    asError('The thrown value cannot be described.')
}

module.exports = { describe, isError }
