// Typed arrays of every kind that native tasks take, at random and at the edges.
'use strict'

const fc = require('fast-check')

const floats = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, -1e-310, 1.7976931348623157e308, 3.4e38, 1e-45, 1.5))
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
const floatKinds = kinds.filter(([name]) => name.startsWith('Float'))

/** More than any kernel takes at a time, and odd. */
const MANY = 3 * 65536 + 777

/** Arrays of one kind, short ones and such that are split among threads. */
const anyArray = (Kind) => fc.tuple(fc.array(elements.get(Kind), { maxLength: 200 }), fc.constantFrom(1, 1, 1, 300))
  .map(([numbers, times]) => Kind.from(Array.from({ length: times }, () => numbers).flat()))

/** Arrays of floats that can be multiplied and added without leaving what a float can hold. */
const tameArray = (Kind, length) => fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: length, maxLength: length })
  .map((numbers) => Kind.from(numbers))

/** Arrays of one kind at the edges: none, one, all alike, in order, in reverse, and many in no order. */
function edgeArrays (Kind) {
  const isBig = Kind.name.startsWith('Big')
  const of = (length, number) => Kind.from({ length }, (_, index) => isBig ? BigInt(number(index)) : number(index))
  const scattered = (index) => Math.round(Math.sin(index) * 1e9)
  return [
    ['nothing', of(0, () => 0)],
    ['one element', of(1, () => 7)],
    ['many that are all alike', of(MANY, () => 7)],
    ['many in order', of(MANY, (index) => index)],
    ['many in reverse', of(MANY, (index) => MANY - index)],
    ['many in no order', of(MANY, scattered)]
  ]
}

/** The same numbers on shared memory, with an offset. */
function toShared (array) {
  const { constructor: Kind, length } = array
  const shared = new Kind(new SharedArrayBuffer((length + 3) * Kind.BYTES_PER_ELEMENT), 2 * Kind.BYTES_PER_ELEMENT, length)
  shared.set(array)
  return shared
}

/** Whether the memory around a view that `toShared` made is as it was. */
function isEdgeClean ({ buffer, byteOffset, byteLength }) {
  const outside = [new Uint8Array(buffer, 0, byteOffset), new Uint8Array(buffer, byteOffset + byteLength)]
  return outside.every((edge) => edge.every((byte) => byte === 0))
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

module.exports = { kinds, floatKinds, anyArray, tameArray, edgeArrays, toShared, isEdgeClean, sharedNumbers, hasSameNumbers, MANY }
