// Typed arrays of every kind that native tasks take, at random and at the edges.
'use strict'

const fc = require('fast-check')

const floats = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, 1.5))
const integers = (bits, isSigned) => isSigned
  ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
  : fc.integer({ min: 0, max: 2 ** bits - 1 })

const elements = new Map([
  [Int8Array, integers(8, true)],
  [Uint8Array, integers(8, false)],
  [Uint8ClampedArray, integers(8, false)],
  [Int16Array, integers(16, true)],
  [Uint16Array, integers(16, false)],
  [Int32Array, integers(32, true)],
  [Uint32Array, integers(32, false)],
  [Float32Array, floats],
  [Float64Array, floats],
  [BigInt64Array, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  [BigUint64Array, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })]
])

const kinds = [...elements.keys()].map((Kind) => [Kind.name, Kind])

/** Arrays of one kind, short ones and such that are split among threads. */
const anyArray = (Kind) => fc.tuple(fc.array(elements.get(Kind), { maxLength: 200 }), fc.constantFrom(1, 1, 1, 300))
  .map(([numbers, times]) => Kind.from(Array.from({ length: times }, () => numbers).flat()))

/** The same numbers on shared memory, with an offset. */
function toShared (array) {
  const { constructor: Kind, length } = array
  const shared = new Kind(new SharedArrayBuffer((length + 3) * Kind.BYTES_PER_ELEMENT), 2 * Kind.BYTES_PER_ELEMENT, length)
  shared.set(array)
  return shared
}

/** Numbers in no order, on shared memory. */
function sharedNumbers (length) {
  const shared = new Float64Array(new SharedArrayBuffer(8 * length))
  for (let index = 0; index < length; index += 1) shared[index] = Math.sin(index) * index
  return shared
}

/** Two arrays are of one kind, by name, since Jest's realm is not Node's, and have the same numbers: -0 and NaN count. */
const hasSameNumbers = (a, b) =>
  a.constructor.name === b.constructor.name && a.length === b.length && a.every((number, index) => Object.is(number, b[index]))

module.exports = { kinds, anyArray, toShared, sharedNumbers, hasSameNumbers }
