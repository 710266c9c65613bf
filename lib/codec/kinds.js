// Tells what an object really is, whatever its prototype pretends, without running any user code.
'use strict'

const { types } = require('node:util')

const {
  isProxy, isMap, isSet, isDate, isPromise, isWeakMap, isWeakSet, isAnyArrayBuffer, isArrayBuffer, isSharedArrayBuffer,
  isBoxedPrimitive, isExternal, isGeneratorObject, isMapIterator, isSetIterator
} = types

const { getPrototypeOf } = Object
const tagOf = Object.prototype.toString
const { toStringTag } = Symbol
const { isView } = ArrayBuffer

/**
 * The getter of a built-in property. It reads the object itself, not a property that the user has put over it.
 * @param {object} prototype
 * @param {string | symbol} name
 */
const getter = (prototype, name) => {
  const { get } = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(prototype, name))
  return /** @type {Function} */ (get)
}

/**
 * Tells whether structuredClone, too, would see an ordinary object. The object is not a proxy, and its prototype is
 * `Object.prototype`. The tag reveals `arguments`, errors, dates, regular expressions and boxed primitives. Other kinds
 * get their tag from a prototype that someone may have replaced, so further checks look for them.
 * @param {object} object
 */
const isOrdinary = (object) =>
  !(toStringTag in object) && tagOf.call(object) === '[object Object]' && !isView(object) &&
  !isMap(object) && !isSet(object)

/**
 * The longer check. It is made once for each list of keys, and for every object without keys.
 * @param {object} object
 */
const isSurelyOrdinary = (object) =>
  !(isAnyArrayBuffer(object) || isPromise(object) || isWeakMap(object) || isWeakSet(object) ||
    isBoxedPrimitive(object) || isExternal(object) || isGeneratorObject(object) || isMapIterator(object) ||
    isSetIterator(object))

/** @param {object} object no proxy itself */
function inheritsFromProxy (object) {
  for (let at = getPrototypeOf(object); at !== null; at = getPrototypeOf(at)) if (isProxy(at)) return true
  return false
}

module.exports = {
  getPrototypeOf,
  getter,
  inheritsFromProxy,
  isArrayBuffer,
  isDate,
  isMap,
  isOrdinary,
  isProxy,
  isSet,
  isSharedArrayBuffer,
  isSurelyOrdinary
}
