// Makes typed arrays of every kind that native tasks take: random ones, and edge cases.
'use strict'

const fc = require('fast-check')

const floats = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, -1e-310, 1.7976931348623157e308, 3.4e38, 1e-45, 1.5)
)
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

/** An odd number of elements, which is more than any kernel takes at a time. */
const MANY = 3 * 65536 + 777

/** Arrays of one kind: short ones, and ones that are split among threads. */
const anyArray = (Kind) => fc.tuple(fc.array(elements.get(Kind), { maxLength: 200 }), fc.constantFrom(1, 1, 1, 300))
  .map(([numbers, times]) => Kind.from(Array.from({ length: times }, () => numbers).flat()))

/** Arrays of floats whose products and sums do not overflow. */
const tameArray = (Kind, length) => fc
  .array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: length, maxLength: length })
  .map((numbers) => Kind.from(numbers))

/** Edge cases of one kind: no element, one, and many that are equal, in order, in reverse order or unordered. */
function edgeArrays (Kind) {
  const isBig = Kind.name.startsWith('Big')
  const of = (length, number) => Kind.from({ length }, (_, index) => isBig ? BigInt(number(index)) : number(index))
  const scattered = (index) => Math.round(Math.sin(index) * 1e9)
  return [
    ['no elements', of(0, () => 0)],
    ['one element', of(1, () => 7)],
    ['many equal elements', of(MANY, () => 7)],
    ['many elements in order', of(MANY, (index) => index)],
    ['many elements in reverse order', of(MANY, (index) => MANY - index)],
    ['many unordered elements', of(MANY, scattered)]
  ]
}

/** Copies an array to shared memory, at an offset. */
function toShared (array) {
  const { constructor: Kind, length } = array
  const buffer = new SharedArrayBuffer((length + 3) * Kind.BYTES_PER_ELEMENT)
  const shared = new Kind(buffer, 2 * Kind.BYTES_PER_ELEMENT, length)
  shared.set(array)
  return shared
}

/** Whether the memory around a view from `toShared` is unchanged. */
function isEdgeClean ({ buffer, byteOffset, byteLength }) {
  const outside = [new Uint8Array(buffer, 0, byteOffset), new Uint8Array(buffer, byteOffset + byteLength)]
  return outside.every((edge) => edge.every((byte) => byte === 0))
}

/** Makes unordered numbers in shared memory. */
function sharedNumbers (length) {
  const shared = new Float64Array(new SharedArrayBuffer(8 * length))
  for (let index = 0; index < length; index += 1) shared[index] = Math.sin(index) * index
  return shared
}

/**
 * Whether two arrays have the same kind and the same numbers, where -0 and NaN count. The kind is compared by name,
 * since Jest's realm is not Node's.
 */
const hasSameNumbers = (a, b) =>
  a.constructor.name === b.constructor.name && a.length === b.length &&
  a.every((number, index) => Object.is(number, b[index]))

module.exports = {
  kinds, floatKinds, anyArray, tameArray, edgeArrays, toShared, isEdgeClean, sharedNumbers, hasSameNumbers, MANY
}
