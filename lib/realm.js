// Deals with values of other realms: what Node has made is made to belong to the realm that loaded this package.
//
// Test runners load files in contexts of `node:vm`, each of which has an `Array`, a `Map` and so on of its own. What
// Node makes is of the main realm: there `[] instanceof Array` is false, and so a test that compares such a value with
// one of its own fails. A value is of the realm of its prototype, so that is what changes here. In the main realm
// nothing is done.
//
// Kinds that only Node has, like a Blob or a MessagePort, stay as they are: a realm has no other class for them.
'use strict'

const { types } = require('node:util')
const vm = require('node:vm')

const KINDS = [
  'Object', 'Array', 'Date', 'RegExp', 'Map', 'Set', 'Boolean', 'Number', 'String', 'BigInt',
  'Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'AggregateError',
  'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array',
  'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array',
  'BigUint64Array'
]

const { getPrototypeOf, setPrototypeOf, getOwnPropertyDescriptor } = Object

/** Whether this package is in a realm other than the main one, in which Node's own functions are. */
const isAway = getPrototypeOf(vm.runInThisContext) !== Function.prototype
const mainGlobal = isAway ? vm.runInThisContext('globalThis') : globalThis
/** This realm's prototype for each of the main realm. @type {Map<object, object>} */
const prototypes = new Map(isAway ? KINDS.filter(isInBoth).map(pairOf) : [])
function isInBoth (name) {
  return typeof mainGlobal[name] === 'function' && typeof globalThis[name] === 'function'
}

/** @returns {[object, object]} */
function pairOf (name) {
  return [mainGlobal[name].prototype, globalThis[name].prototype]
}

/**
 * Makes a value that Node has made, with all that is in it, belong to this realm.
 *
 * @template T
 * @param {T} value nobody else has a reference to it
 * @returns {T} the same value
 */
function bringHome (value) {
  if (isAway && isObject(value)) bringAll(value)
  return value
}

function bringAll (value) {
  const seen = new Set()
  /** A list and not a recursion, because a value may be deep. @type {any[]} */
  const waiting = [value]
  const add = (inner) => { if (isObject(inner) && !seen.has(inner)) waiting.push(inner) }
  while (waiting.length > 0) {
    const object = waiting.pop()
    const main = getPrototypeOf(object)
    const prototype = prototypes.get(main)
    if (seen.has(object) || prototype === undefined) continue
    seen.add(object)
    if (prototype !== main) setPrototypeOf(object, prototype)
    addInner(object, add)
  }
}

function addInner (object, add) {
  if (ArrayBuffer.isView(object)) return add(object.buffer)
  if (types.isMap(object)) {
    for (const [key, value] of object) {
      add(key)
      add(value)
    }
  } else if (types.isSet(object)) {
    for (const value of object) add(value)
  } else {
    for (const key of Reflect.ownKeys(object)) add(getOwnPropertyDescriptor(object, key)?.value)
  }
}

/** Makes one of Node's class, found in the main realm: a look for it from a bare context crashes Node 22 and later. */
function makeDOMException (message, name) {
  const Class = isAway ? vm.runInThisContext('DOMException') : DOMException
  return new Class(message, name)
}

function isObject (value) {
  return value !== null && typeof value === 'object'
}

/** Whether a value is a URL of any realm and make: jsdom, for one, brings a class of its own. */
function isURL (value) {
  return Object.prototype.toString.call(value) === '[object URL]' && typeof value.href === 'string'
}

module.exports = { bringHome, makeDOMException, isURL }
