// Tells what an object really is, whatever its prototype pretends, without running any code of the user's.
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
 * The getter of a built-in property: it sees the object itself, not what the user has laid over it.
 * @param {object} prototype
 * @param {string | symbol} name
 */
const getter = (prototype, name) => {
  const { get } = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(prototype, name))
  return /** @type {Function} */ (get)
}

/**
 * For an object, not a proxy, whose prototype is `Object.prototype`: whether structuredClone would see an ordinary
 * object too. The tag gives away arguments, errors, dates, expressions and boxes; what is left are the kinds with a tag
 * of their own whose prototype someone has exchanged.
 * @param {object} object
 */
const isOrdinary = (object) =>
  !(toStringTag in object) && tagOf.call(object) === '[object Object]' && !isView(object) &&
  !isMap(object) && !isSet(object)

/**
 * The longer question, asked once for each list of keys, and for every object without keys.
 * @param {object} object
 */
const isSurelyOrdinary = (object) =>
  !(isAnyArrayBuffer(object) || isPromise(object) || isWeakMap(object) || isWeakSet(object) ||
    isBoxedPrimitive(object) || isExternal(object) || isGeneratorObject(object) || isMapIterator(object) ||
    isSetIterator(object))

module.exports = {
  getPrototypeOf,
  getter,
  isArrayBuffer,
  isDate,
  isMap,
  isOrdinary,
  isProxy,
  isSet,
  isSharedArrayBuffer,
  isSurelyOrdinary
}
