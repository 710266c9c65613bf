// Describes the native tasks to JavaScript: what each task is called with, what goes to Rust, and what its result is.
//
// The room `lib/native/` checks the arguments of native tasks and makes their results. It touches only the
// caller's typed arrays: it starts no job, and it knows no pool and no worker.
//
// A task's `read` checks the data. It returns the arrays and numbers that the kernel expects (see `src/tasks/`), and
// the places of the arrays that the kernel writes to if they are used where they lie. `finish` makes the result from
// what the kernel has left. This file is longer than others because all the tasks are one table.
'use strict'

const { types } = require('node:util')
const { codedError, optionError } = require('../errors.js')
const { readOptions, boolean, string, oneOf, wholeNumber, finite, anything } = require('../options/options.js')
const { typedArray, floatArray, bytes, bytesOrText, kindOf, lengthOf } = require('./arrays.js')

const ALGORITHMS = ['blake3', 'sha256', 'sha512', 'xxh3', 'crc32']
const OUTPUTS = ['hex', 'bytes']
const FORMATS = ['gzip', 'zstd', 'lz4']
const METRICS = ['cosine', 'dot', 'l2']
const LEVELS = { gzip: [0, 9], zstd: [-7, 22] }
/** How many bytes a decompression may give if `maxOutput` is not given. */
const MAX_OUTPUT = 2 ** 30
const LARGEST = Number.MAX_SAFE_INTEGER
const NOT_GIVEN = NaN

const same = (left) => left
/** A kernel that leaves one number leaves it in a Float64Array. */
const only = ([number]) => number

/** @typedef {{ arrays: ArrayBufferView[], numbers: number[], written?: number[] }} Work */

/** @typedef {(left: any, arrays: ArrayBufferView[]) => any} Finish */

/** @type {Record<string, { input: string, result: string, read: (data: any) => Work, finish: Finish }>} */
const TASKS = {
  __proto__: null,

  sort: {
    input: 'a typed array, or { data, descending }',
    result: 'the same view, sorted in place, if it is on shared memory; otherwise a new sorted array',
    read (data) {
      const { data: array, descending = false } = arrayOr(data, { data: typedArray, descending: boolean }, 'sort')
      return { arrays: [array], numbers: [Number(descending)], written: [0] }
    },
    finish: same
  },

  argsort: {
    input: 'a typed array, or { data, descending }',
    result: 'a Uint32Array of the indices in sorted order; equal elements keep their order',
    read (data) {
      const { data: array, descending = false } = arrayOr(data, { data: typedArray, descending: boolean }, 'argsort')
      return { arrays: [array], numbers: [Number(descending)] }
    },
    finish: same
  },

  sum: {
    input: 'a typed array',
    result: 'a number, or a BigInt for arrays of BigInts',
    read: (data) => ({ arrays: [typedArray('data', data)], numbers: [] }),
    finish: (left) => typeof left === 'bigint' ? left : only(left)
  },

  stats: {
    input: 'a typed array',
    result: '{ count, min, max, mean, variance }',
    read: (data) => ({ arrays: [typedArray('data', data)], numbers: [] }),
    finish: ([count, min, max, mean, variance]) => ({ count, min, max, mean, variance })
  },

  histogram: {
    input: '{ data: typed array, bins, min, max }',
    result: 'a Float64Array of counts',
    read (input) {
      const { data, bins, min, max } = required(input, {
        data: typedArray, bins: wholeNumber(1, 2 ** 22), min: finite, max: finite
      }, 'histogram')
      if (!(min < max)) throw optionError(RangeError, 'max', `more than \`min\`, which is ${min}`, max)
      return { arrays: [data], numbers: [bins, min, max] }
    },
    finish: same
  },

  dot: {
    input: '{ a, b }: two Float32Arrays or two Float64Arrays of the same length',
    result: 'a number',
    read (input) {
      const { a, b } = required(input, { a: floatArray, b: floatArray }, 'dot')
      sameKind('b', b, a)
      sameLength('b', b, lengthOf(a))
      return { arrays: [a, b], numbers: [] }
    },
    finish: only
  },

  matmul: {
    input: '{ a, b, rows, inner, columns, out? }: Float32Arrays or Float64Arrays, row-major',
    result: 'the product, in `out` if it is given, otherwise in a new array',
    read (input) {
      const size = wholeNumber(0, 2 ** 31)
      const { out, ...given } = readOptions(input, {
        a: floatArray, b: floatArray, rows: size, inner: size, columns: size, out: floatArray
      }, 'the input of native:matmul')
      const { a, b, rows, inner, columns } = present(given, ['a', 'b', 'rows', 'inner', 'columns'])
      sameKind('b', b, a)
      sameLength('a', a, rows * inner)
      sameLength('b', b, inner * columns)
      if (out === undefined) return { arrays: [a, b], numbers: [rows, inner, columns] }
      sameKind('out', out, a)
      sameLength('out', out, rows * columns)
      return { arrays: [a, b, out], numbers: [rows, inner, columns], written: [2] }
    },
    // The kernel itself fills an `out` on shared or moved memory, and then `finish` is not called.
    finish (product, [, , out]) {
      if (out === undefined) return product
      out.set(product)
      return out
    }
  },

  topk: {
    input: '{ query, vectors, dims, k, metric: \'cosine\' | \'dot\' | \'l2\' }: Float32Arrays or Float64Arrays',
    result: '{ indices: Uint32Array, scores }, best first',
    read (input) {
      const { query, vectors, dims, k, metric } = required(input, {
        query: floatArray,
        vectors: floatArray,
        dims: wholeNumber(1, 2 ** 31),
        k: wholeNumber(1, 2 ** 32 - 1),
        metric: oneOf(...METRICS)
      }, 'topk')
      sameKind('vectors', vectors, query)
      sameLength('query', query, dims)
      if (lengthOf(vectors) % dims !== 0) {
        throw optionError(RangeError, 'vectors', `a multiple of \`dims\` (${dims}) long`, lengthOf(vectors))
      }
      return { arrays: [query, vectors], numbers: [dims, k, METRICS.indexOf(metric)] }
    },
    finish: ([indices, scores]) => ({ indices, scores })
  },

  hash: {
    input: '{ data: bytes or string, algorithm: \'blake3\' | \'sha256\' | \'sha512\' | \'xxh3\' | \'crc32\', ' +
      'output?: \'hex\' | \'bytes\' }',
    result: 'a hex string, or a Uint8Array',
    read (input) {
      const { output = 'hex', ...given } = readOptions(input, {
        data: bytesOrText, algorithm: oneOf(...ALGORITHMS), output: oneOf(...OUTPUTS)
      }, 'the input of native:hash')
      const { data, algorithm } = present(given, ['data', 'algorithm'])
      return { arrays: [data], numbers: [ALGORITHMS.indexOf(algorithm), OUTPUTS.indexOf(output)] }
    },
    finish: same
  },

  compress: {
    input: '{ data: bytes or string, format: \'gzip\' | \'zstd\' | \'lz4\', level? }',
    result: 'a Uint8Array',
    read (input) {
      const { level, ...given } = readOptions(input, {
        data: bytesOrText, format: oneOf(...FORMATS), level: anything
      }, 'the input of native:compress')
      const { data, format } = present(given, ['data', 'format'])
      if (level !== undefined && format === 'lz4') {
        throw optionError(RangeError, 'level', 'absent for lz4, which has no levels', level)
      }
      if (level !== undefined) wholeNumber(...LEVELS[format])('level', level)
      return { arrays: [data], numbers: [FORMATS.indexOf(format), level ?? NOT_GIVEN] }
    },
    finish: same
  },

  decompress: {
    input: '{ data: bytes, format: \'gzip\' | \'zstd\' | \'lz4\', maxOutput? }',
    result: 'a Uint8Array',
    read (input) {
      const { maxOutput = MAX_OUTPUT, ...given } = readOptions(input, {
        data: bytes, format: oneOf(...FORMATS), maxOutput: wholeNumber(0, LARGEST)
      }, 'the input of native:decompress')
      const { data, format } = present(given, ['data', 'format'])
      return { arrays: [data], numbers: [FORMATS.indexOf(format), maxOutput] }
    },
    finish: same
  },

  argon2: {
    input: '{ password: bytes or string, memory = 19456 (KiB), passes = 2, lanes = 1, salt?: bytes }',
    result: 'a PHC string (argon2id)',
    read (input) {
      const { salt, ...given } = readSecret(input, {
        password: secret,
        memory: wholeNumber(8, 2 ** 32 - 1),
        passes: wholeNumber(1, 2 ** 32 - 1),
        lanes: wholeNumber(1, 2 ** 24 - 1),
        salt: bytes
      }, 'argon2')
      // One of the settings that OWASP recommends.
      const { password, memory = 19456, passes = 2, lanes = 1 } = present(given, ['password'])
      if (memory < 8 * lanes) {
        throw optionError(RangeError, 'memory', `at least 8 KiB for each lane (${8 * lanes} in all)`, memory)
      }
      if (salt !== undefined && (salt.length < 8 || salt.length > 48)) {
        throw optionError(RangeError, 'salt', '8 to 48 bytes long', salt.length)
      }
      return { arrays: salt === undefined ? [password] : [password, salt], numbers: [memory, passes, lanes] }
    },
    finish: same
  },

  'argon2-verify': {
    input: '{ hash: PHC string, password: bytes or string }',
    result: 'a boolean',
    read (input) {
      const given = readSecret(input, { hash: string, password: secret }, 'argon2-verify')
      const { hash, password } = present(given, ['hash', 'password'])
      return { arrays: [Buffer.from(hash), password], numbers: [] }
    },
    finish: ([matches]) => matches === 1
  },

  primes: {
    input: '{ below }',
    result: 'the number of primes less than `below`',
    read (input) {
      const { below } = required(input, { below: wholeNumber(0, 1e12) }, 'primes')
      return { arrays: [], numbers: [below] }
    },
    finish: only
  }
}

function arrayOr (data, rules, task) {
  const isInput = data !== null && typeof data === 'object' && !ArrayBuffer.isView(data) && Object.hasOwn(data, 'data')
  if (!isInput) return { __proto__: null, data: typedArray('data', data) }
  return present(readOptions(data, rules, `the input of native:${task}`), ['data'])
}

function required (input, rules, task) {
  return present(readOptions(input ?? null, rules, `the input of native:${task}`), Object.keys(rules))
}

/** Reads input that error messages must not show: a password may be anywhere in it. */
function readSecret (input, rules, task) {
  return readOptions(input ?? null, rules, `the input of native:${task}`, undefined, kindOnly)
}

function secret (name, value) {
  if (typeof value !== 'string' && !ArrayBuffer.isView(value) && !types.isAnyArrayBuffer(value)) {
    throw optionError(TypeError, name, 'bytes or a string', value, kindOnly)
  }
  return bytesOrText(name, value)
}

function kindOnly (value) {
  return value === null ? 'null' : `a value of type ${typeof value}`
}

function present (given, names) {
  for (const name of names) {
    if (!Object.hasOwn(given, name)) throw codedError(TypeError, 'ERR_OXPOOL_OPTION', `\`${name}\` is missing`)
  }
  return given
}

function sameKind (name, array, other) {
  const kind = kindOf(other)
  if (kindOf(array) !== kind) throw optionError(TypeError, name, `a ${kind.name} like the other array`, array)
}

function sameLength (name, array, length) {
  if (lengthOf(array) !== length) throw optionError(RangeError, name, `${length} elements long`, lengthOf(array))
}

/** The list that `oxpool.tasks()` returns. */
function tasks () {
  return Object.entries(TASKS).map(([name, { input, result }]) => ({ name: `native:${name}`, input, result }))
}

module.exports = { TASKS, tasks }
