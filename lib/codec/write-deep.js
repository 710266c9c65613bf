// Writes values that are nested so deeply that a call for each level could overflow the stack: a list takes its place.
'use strict'

const { ARRAY, LOOSE_OBJECT, MAP, SET } = require('./tags.js')
const { isProxy, isMap, isSet, isOrdinary, isSurelyOrdinary, getPrototypeOf } = require('./kinds.js')
const { onlyElements } = require('./only-elements.js')
const { writeString } = require('./write-string.js')

const ObjectPrototype = Object.prototype
const { isArray } = Array
const { hasOwn } = Object

/**
 * Writes an object with all that is in it. Each property is read when it is its turn, as in a shallow value.
 *
 * @param {import('./fast-writer').FastWriter} out
 * @param {object} root
 * @returns {boolean} false when something in it can't be written
 */
function writeDeep (out, root) {
  /** The containers that are begun and not written whole, the innermost last. */
  const open = []
  const begin = (object) => {
    const contents = contentsOf(out, object)
    if (contents === undefined) return out.writeLeaf(object)
    open.push(contents)
    return true
  }
  if (!begin(root)) return false
  while (open.length > 0) {
    const { done, value } = open[open.length - 1].next()
    if (done) {
      if (!value) return false
      open.pop()
    } else if (typeof value !== 'object' || value === null) {
      if (!out.writeValue(value)) return false
    } else if (!out.writeBackReference(value)) {
      if (isProxy(value)) return out.refuse()
      if (!begin(value)) return false
    }
  }
  return true
}

/** What is in a container, each value when its turn has come; at the end, whether all is written. */
function contentsOf (out, object) {
  if (isArray(object)) return elementsOf(out, object)
  if (getPrototypeOf(object) === ObjectPrototype && isOrdinary(object)) return propertiesOf(out, object)
  if (isMap(object)) return entriesOf(out, MAP, [...Map.prototype.entries.call(object)].flat())
  if (isSet(object)) return entriesOf(out, SET, [...Set.prototype.values.call(object)])
}

function * elementsOf (out, array) {
  if (!onlyElements(array)) return false
  const { length } = array
  out.writeTagAndCount(ARRAY, length)
  for (let index = 0; index < length; index++) {
    const element = array[index]
    // What looks undefined may be a hole, or what a getter has just removed.
    if (element === undefined && !hasOwn(array, index)) return false
    yield element
  }
  return true
}

/** As `writeLoose` in `write-object.js`, which writes shallow values and would be slower as a generator. */
function * propertiesOf (out, object) {
  if (!isSurelyOrdinary(object)) return false
  const start = out.position
  out.writeTagAndCount(LOOSE_OBJECT, 0)
  let count = 0
  for (const key in object) {
    writeString(out, key)
    yield object[key]
    count++
  }
  out.view.setUint32(start + 1, count, true)
  return true
}

function * entriesOf (out, tag, entries) {
  out.writeTagAndCount(tag, entries.length)
  yield * entries
  return true
}

module.exports = { writeDeep }
