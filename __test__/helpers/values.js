// Makes values of every kind that structuredClone supports, as random graphs, to compare the codec with it. Longer than
// other files because each kind has its own lines.
'use strict'

const fc = require('fast-check')

const VIEWS = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
  Float64Array, BigInt64Array, BigUint64Array, DataView
]
class Failure extends RangeError {}

const ERRORS = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Failure]

class Point {
  #hidden = 1

  get hidden () {
    return this.#hidden
  }
}

// Its prototype has something that `for in` shows.
function Old () {
  this.own = 1
}
Old.prototype.inherited = 1

class Stack extends Array {}
class Table extends Map {}

const string = () => fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  // Lone surrogates included.
  fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  fc.array(fc.nat(0xff), { maxLength: 80 }).map((units) => String.fromCharCode(...units)),
  fc.nat(3000).map((length) => 'long '.repeat(length)),
  fc.nat(300).map((length) => 'длинный '.repeat(length))
)

const primitive = () => fc.oneof(
  fc.constantFrom(undefined, null, true, false),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 127, 128, -1, 2 ** 31, -(2 ** 31), 2 ** 53),
  fc.integer(),
  fc.double(),
  fc.bigInt(),
  fc.constantFrom(0n, -1n, 2n ** 63n, -(2n ** 63n), 2n ** 64n, -(2n ** 200n)),
  string()
)

const name = () => fc.oneof(
  fc.constantFrom('a', 'b', 'id', 'name', 'value', '', 'ключ', '\ud800'),
  fc.constantFrom('0', '7', '4294967295', '-1', 'length', 'index', '__proto__', 'constructor', 'toString'),
  fc.string()
)

// A slot holds a primitive or another node of the graph, so nodes can be shared and form cycles.
const slot = () => fc.oneof(primitive().map((value) => ({ value })), fc.nat(50).map((node) => ({ node })))

const set = (object, key, value, rest) =>
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true, ...rest })

const addAll = (object, { names, values }) => {
  names.forEach((key, index) => {
    if (values.length === 0 || (key === 'length' && Array.isArray(object))) return
    set(object, key, values[index % values.length])
  })
}

const addElements = (array, { values }) => values.forEach((value, index) => { array[index] = value })

const makeBuffer = (size) => {
  const bytes = Uint8Array.from({ length: size }, (_, index) => index * 37 + size)
  return bytes.buffer
}

const makeShared = (size) => {
  const buffer = new SharedArrayBuffer(size)
  new Uint8Array(buffer).fill(size)
  return buffer
}

const makeView = (buffer, number) => {
  const View = VIEWS[number % VIEWS.length]
  const size = View.BYTES_PER_ELEMENT ?? 1
  const offset = Math.min((number % 3) * size, buffer.byteLength - buffer.byteLength % size)
  const room = Math.floor((buffer.byteLength - offset) / size)
  return new View(buffer, offset, number % 2 ? room : room >> 1)
}

const makeError = (number) => {
  const error = new ERRORS[number % ERRORS.length](number % 3 ? `message ${number}` : undefined)
  if (number % 5 === 0) error.name = 'CustomError'
  if (number % 7 === 0) error.stack = 'a stack of its own'
  return error
}

/**
 * Says how each kind of node is made from a number, and how it is filled from its slots once all nodes exist.
 * @type {Record<string, { make: (number: number) => any, fill?: (object: any, parts: any, number: number) => void }>}
 */
const kinds = {
  object: { make: () => ({}), fill: addAll },
  record: {
    make: () => ({}),
    fill: (object, { values }) => Object.assign(object, { id: 1, name: values[0], value: values[1] })
  },
  table: {
    make: () => ({}),
    fill: (object, { values }) => { for (let index = 0; index < 40; index++) object[`key ${index}`] = values[index] }
  },
  document: {
    make: () => ({}),
    fill: (object, { names, values }, number) => {
      for (let index = 0; index < number; index++) {
        const inner = { [`${index * number}`]: index, [`key ${index} of ${number}`]: values[0], [`b${number}`]: index }
        addAll(inner, { names: names.slice(index % 3), values })
        set(object, index % 7 === 0 ? '__proto__' : `name ${index} that is long enough to be hashed in part`, inner)
      }
    }
  },
  'large table': {
    make: () => ({}),
    fill: (object, { names, values }, number) => {
      for (let index = 0; index < number * 8; index++) object[`key ${index * number}`] = values[index % 7]
      addAll(object, { names, values })
      for (let index = 0; index < 50; index++) object[index * number] = index
    }
  },
  accessors: {
    make: () => ({}),
    fill: (object, { names, values }) => names.forEach((key, index) =>
      Object.defineProperty(object, key, { get: () => values[index], enumerable: true, configurable: true }))
  },
  hidden: {
    make: () => ({ [Symbol('key')]: 1 }),
    fill: (object, { values }) => {
      addAll(object, { names: ['shown', 'hidden'], values })
      set(object, 'hidden', 1, { enumerable: false })
    }
  },
  bare: { make: () => Object.create(null), fill: addAll },
  instance: { make: () => new Point(), fill: addAll },
  'function instance': { make: () => new Old(), fill: addAll },
  'large instance': {
    make: () => new Point(),
    fill: (object, { values }, number) => {
      for (let index = 0; index < number; index++) object[`field ${index}`] = values[index % 5]
    }
  },
  array: { make: () => [], fill: addElements },
  'many strings': {
    make: (number) => Array.from({ length: number * 2 }, (_, index) => `${index % 3 ? 'item' : 'элемент'} ${index}`),
    fill: (array, { values }, number) => { if (number % 2) array.push(...values, 'last') }
  },
  'many BigInts': {
    make: (number) => Array.from({ length: number * 2 }, (_, index) => BigInt(number - index) << BigInt(index % 90)),
    fill: (array, { values }, number) => { if (number % 2) array.push(...values, 1n) }
  },
  integers: { make: (number) => Array.from({ length: number }, (_, index) => index * 1000 - number) },
  doubles: { make: (number) => Array.from({ length: number }, (_, index) => index % 5 ? index : index / 3) },
  mixed: {
    make: (number) => Array.from({ length: number }, (_, index) => index % 2 ? index : -0),
    fill: (array, { values }) => array.push(...values)
  },
  strings: { make: (number) => Array.from({ length: number }, (_, index) => `item ${index}`) },
  holes: {
    make: (number) => new Array(number),
    fill: (array, { values }) => values.forEach((value, index) => { array[index * 2] = value })
  },
  sparse: { make: (number) => Object.assign([], { [number * 1000]: 1 }) },
  named: {
    make: (number) => Array.from({ length: number }, (_, index) => index),
    fill: addAll
  },
  match: { make: () => /(?<letter>b)(x)?/.exec('abc') },
  subclass: { make: () => new Stack(), fill: addElements },
  map: {
    make: (number) => number % 2 ? new Map() : new Table(),
    fill: (map, { values }) => values.forEach((value, index) => map.set(value, values[values.length - 1 - index]))
  },
  set: { make: () => new Set(), fill: (set, { values }) => values.forEach((value) => set.add(value)) },
  date: { make: (number) => new Date(number % 4 ? number * 1e10 : NaN) },
  expression: { make: (number) => Object.assign(/a[/]\n/gi, { lastIndex: number }) },
  error: {
    make: makeError,
    fill: (error, { values }, number) => {
      if (number % 2) set(error, 'cause', values[0], { enumerable: false })
      error.extra = values[1]
      if (number % 13 === 0) set(error, 'message', values[1])
      if (number % 17 === 0) Object.defineProperty(error, 'message', { get: () => 'from a getter', configurable: true })
      if (number % 11 === 0) Object.freeze(error)
    }
  },
  boxed: { make: (number) => Object([true, number, `text ${number}`, BigInt(number), -0, ''][number % 6]) },
  buffer: { make: makeBuffer },
  shared: { make: makeShared },
  bytes: { make: (number) => number % 2 ? Buffer.from(`bytes ${number}`) : Buffer.alloc(number, 1) },
  view: { make: (number) => makeView(makeBuffer(number * 3), number) },
  views: {
    make: () => [],
    fill: (array, _, number) => {
      const buffer = number % 2 ? makeBuffer(number + 40) : makeShared(number + 40)
      array.push(makeView(buffer, number), makeView(buffer, number + 1), buffer)
    }
  },
  resizable: { make: (number) => makeView(new ArrayBuffer(number, { maxByteLength: 1000 }), number) }
}

const node = () => fc.record({
  kind: fc.constantFrom(...Object.keys(kinds)),
  number: fc.oneof(fc.nat(20), fc.nat(400)),
  slots: fc.array(slot(), { maxLength: 6 }),
  names: fc.uniqueArray(name(), { maxLength: 6 })
})

const connect = (nodes) => {
  const objects = nodes.map(({ kind, number }) => kinds[kind].make(number))
  nodes.forEach(({ kind, number, slots, names }, index) => {
    const values = slots.map((slot) => 'node' in slot ? objects[slot.node % objects.length] : slot.value)
    kinds[kind].fill?.(objects[index], { names, values }, number)
  })
  return objects[0]
}

// V8 can serialize an error that is part of its own cause, but can't read it back.
const isCloneable = (value) => {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

/** Any value that structuredClone supports, of the kinds above. */
const anyValue = () => fc.oneof(
  { weight: 1, arbitrary: primitive() },
  { weight: 6, arbitrary: fc.array(node(), { minLength: 1, maxLength: 8 }).map(connect).filter(isCloneable) }
)

module.exports = { anyValue }
