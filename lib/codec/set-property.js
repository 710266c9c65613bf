// Sets a property as if by a literal, whatever `Object.prototype` has under that name.
'use strict'

const { defineProperty } = Object
const ObjectPrototype = Object.prototype

/**
 * @param {object} object
 * @param {string} key
 * @param {unknown} value
 * @param {boolean} [enumerable]
 */
function define (object, key, value, enumerable = true) {
  defineProperty(object, key, { __proto__: null, value, writable: true, enumerable, configurable: true })
}

/**
 * @param {Record<string, unknown>} object
 * @param {string} key
 * @param {unknown} value
 */
function setProperty (object, key, value) {
  if (key in ObjectPrototype) define(object, key, value)
  else object[key] = value
}

module.exports = { define, setProperty }
