// Holds what both sides of a FAST payload agree on: the byte in front of each value, and where blocks begin.
'use strict'

module.exports = {
  // Flags in the first byte of a payload.
  HAS_BACK_REFERENCES: 1,
  IS_DEEP: 2,

  UNDEFINED: 0,
  NULL: 1,
  FALSE: 2,
  TRUE: 3,
  INT32: 4,
  DOUBLE: 5,
  BIGINT64: 6,
  BIGINT: 7,
  LATIN1: 8,
  UTF16: 9,
  BACK_REFERENCE: 10,
  OBJECT: 11,
  OBJECT_AGAIN: 12,
  LOOSE_OBJECT: 13,
  ARRAY: 14,
  INT32_ELEMENTS: 15,
  DOUBLE_ELEMENTS: 16,
  DATE: 17,
  MAP: 18,
  SET: 19,
  ARRAY_BUFFER: 20,
  SHARED_ARRAY_BUFFER: 21,
  VIEW: 22,
  V8_LIST: 23,
  ERROR: 24,
  SPARSE_ARRAY: 25,
  BIGINT_WORDS: 26,
  // A buffer that travels beside the payload.
  CARRIED_BUFFER: 27,

  // 64 to 127: a string of one-byte characters, with its length in the tag.
  SHORT_STRING: 64,
  // 128 to 255: an integer from 0 to 127, which is in the tag.
  SMALL_INTEGER: 128,

  // An object with more or longer keys than this is written key by key. Such an object is a table, and its
  // keys will not come again.
  MAX_SHAPE_KEYS: 32,
  MAX_SHAPE_BYTES: 1024,
  // How many shapes a message can refer back to. Later shapes are written out each time.
  MAX_SHAPES: 65536,

  // The number of a kind of view is its place in this list.
  VIEW_KINDS: [
    'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array',
    'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'
  ],

  // The number of a class of errors is its place in this list. structuredClone makes any other error an `Error`.
  ERROR_KINDS: ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  // Flags of an error.
  HAS_MESSAGE: 1,
  HAS_CAUSE: 2,

  /**
   * The next place where a block may begin. This is right even above 2^31, where rounding with a mask is wrong.
   * @param {number} position
   */
  alignedTo8: (position) => position + (-position & 7)
}
