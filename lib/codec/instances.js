// Tells whether structuredClone copies the instances of a class, and objects without a prototype, as plain objects.
//
// An object of Node's own, or of an addon, looks like any instance of a class, and only structuredClone knows it. So
// structuredClone is asked once for each prototype, with the first instance that comes.
'use strict'

const { types: { isModuleNamespaceObject } } = require('node:util')
const { getPrototypeOf, isSurelyOrdinary } = require('./kinds.js')

// A worker file may replace the global.
const { structuredClone } = globalThis

// An instance may have a value that can't be cloned, so another one of its class is asked about. But not for ever.
const MOST_FAILURES = 3
// A program that makes prototypes without end should not ask about each.
const MOST_QUESTIONS = 1000

/** The prototypes whose instances are plain. @type {WeakSet<object>} */
const plain = new WeakSet()
/** How often structuredClone has made something else of an instance, or nothing. @type {WeakMap<object, number>} */
const failures = new WeakMap()
let questions = 0
/** The prototype of the last instance: there are often many of one class. @type {object} */
let last = plain

/** @param {object | null} prototype */
const isPlainPrototype = (prototype) => prototype === last

/**
 * @param {object} object known to be ordinary
 * @returns {boolean} false if it is not sure
 */
function isPlainInstance (object) {
  const prototype = getPrototypeOf(object)
  if (prototype === null) return !isModuleNamespaceObject(object)
  if (!plain.has(prototype) && !ask(object, prototype)) return false
  last = prototype
  return true
}

function ask (object, prototype) {
  const failed = failures.get(prototype) ?? 0
  if (failed === MOST_FAILURES || questions === MOST_QUESTIONS) return false
  questions++
  if (isSurelyOrdinary(object) && isClonedPlain(object)) plain.add(prototype)
  else failures.set(prototype, failed + 1)
  return plain.has(prototype)
}

function isClonedPlain (object) {
  try {
    const prototype = getPrototypeOf(structuredClone(object))
    return prototype !== null && getPrototypeOf(prototype) === null
  } catch {
    return false
  }
}

module.exports = { isPlainInstance, isPlainPrototype }
