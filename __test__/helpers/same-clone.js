// Finds the first difference between two values that a program could see, to compare a copy with structuredClone's.
'use strict'

const { types } = require('node:util')

// Looked up once, because every use of a global is slow in a vm context such as Jest's.
const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn, is, prototype: { toString } } = Object
const { ownKeys } = Reflect
const { isArray } = Array
const { isView } = ArrayBuffer

/**
 * Returns the chain of prototypes, by the names of their constructors. Objects of two realms have the same chain, and
 * an instance of a class has another one than a plain object.
 * @param {object} object
 */
const lineage = (object) => {
  const names = []
  for (let at = getPrototypeOf(object); at !== null; at = getPrototypeOf(at)) {
    names.push(hasOwn(at, 'constructor') ? at.constructor.name : '?')
  }
  return names.join(' > ')
}

const brands = [
  'isDate', 'isMap', 'isSet', 'isRegExp', 'isNativeError', 'isBoxedPrimitive', 'isArrayBuffer', 'isSharedArrayBuffer',
  'isDataView', 'isTypedArray', 'isProxy'
]

const kindOf = (object) => [
  toString.call(object), isArray(object), ...brands.filter((brand) => types[brand](object))
].join(' ')

const show = (value) => {
  try {
    return typeof value === 'string' ? JSON.stringify(value).slice(0, 60) : String(value).slice(0, 60)
  } catch {
    return typeof value
  }
}

const differ = (path, what, a, b) => `${path || 'value'}: ${what}: ${show(a)} is not ${show(b)}`

// Two buffers are the same memory if one shows what is written to the other.
const isSameMemory = (a, b) => {
  if (a.byteLength !== b.byteLength) return false
  if (a.byteLength === 0) return true
  const [left, right] = [new Uint8Array(a), new Uint8Array(b)]
  const before = left[0]
  left[0] = before ^ 255
  const isSame = right[0] === (before ^ 255)
  left[0] = before
  return isSame
}

class Comparison {
  // Identity is compared both ways: one object must not become two, and two must not become one.
  forth = new Map()
  back = new Map()

  values (a, b, path) {
    if (is(a, b) && (typeof a !== 'object' || a === null)) return null
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return differ(path, 'value', a, b)
    if (this.forth.has(a) || this.back.has(b)) {
      return this.forth.get(a) === b && this.back.get(b) === a ? null : differ(path, 'identity', a, b)
    }
    this.forth.set(a, b)
    this.back.set(b, a)
    if (lineage(a) !== lineage(b)) return differ(path, 'prototypes', lineage(a), lineage(b))
    if (kindOf(a) !== kindOf(b)) return differ(path, 'kind', kindOf(a), kindOf(b))
    return this.contents(a, b, path) ?? this.properties(a, b, path)
  }

  contents (a, b, path) {
    if (types.isDate(a)) return this.values(a.getTime(), b.getTime(), `${path}.getTime()`)
    if (types.isRegExp(a)) return this.values(String(a), String(b), `${path}.source`)
    if (types.isBoxedPrimitive(a)) return this.values(a.valueOf(), b.valueOf(), `${path}.valueOf()`)
    if (types.isMap(a)) return this.lists([...a].flat(1), [...b].flat(1), `${path}.entries`)
    if (types.isSet(a)) return this.lists([...a], [...b], `${path}.entries`)
    if (types.isAnyArrayBuffer(a)) {
      const isSame = types.isArrayBuffer(a) ? Buffer.from(a).equals(Buffer.from(b)) : isSameMemory(a, b)
      return isSame ? this.lengths(a, b, path) : differ(path, 'memory', a, b)
    }
    return isView(a) ? this.views(a, b, path) : null
  }

  lengths (a, b, path) {
    const limit = (buffer) => [buffer.byteLength, buffer.resizable ?? buffer.growable, buffer.maxByteLength].join()
    return this.values(limit(a), limit(b), `${path}.byteLength`)
  }

  lists (a, b, path) {
    if (a.length !== b.length) return differ(path, 'size', a.length, b.length)
    return this.first(a.keys(), (index) => this.values(a[index], b[index], `${path}[${index}]`))
  }

  views (a, b, path) {
    const names = ['byteOffset', 'byteLength', 'length', 'buffer']
    return this.first(names, (name) => this.values(a[name], b[name], `${path}.${name}`))
  }

  properties (a, b, path) {
    // A view's elements have been compared as bytes.
    const [names, others] = [a, b].map((object) =>
      ownKeys(object).filter((name) => !isView(object) || !/^\d+$/.test(String(name))))
    const [list, otherList] = [names, others].map((keys) => keys.map(String).join())
    if (list !== otherList) return differ(path, 'own keys', list, otherList)
    return this.first(names, (name) => this.property(a, b, name, `${path}[${show(name)}]`))
  }

  property (a, b, name, path) {
    const [one, other] = [a, b].map((object) => getOwnPropertyDescriptor(object, name))
    for (const attribute of ['enumerable', 'configurable', 'writable']) {
      if (one[attribute] !== other[attribute]) return differ(path, attribute, one[attribute], other[attribute])
    }
    return this.values(a[name], b[name], path)
  }

  first (items, compare) {
    for (const item of items) {
      const difference = compare(item)
      if (difference !== null) return difference
    }
    return null
  }
}

/**
 * Compares two values strictly: prototypes, identity and cycles, holes, -0, order, attributes and whole buffers.
 * @param {unknown} a
 * @param {unknown} b
 * @returns {string | null} the path of the first difference and a description of it, or null
 */
const sameClone = (a, b) => new Comparison().values(a, b, '')

module.exports = { sameClone }
