// Lists the cases of the bench of native tasks: the input of each case, and the contenders besides oxpool.
//
// `peers/native/` has the code of each contender.
'use strict'

const GIB = 2 ** 30
const MIB = 2 ** 20

/** Makes numbers that look random, and are the same in every run. */
function random () {
  let state = 42
  return () => {
    state = Math.imul(state, 1664525) + 1013904223 | 0
    return (state >>> 0) / 2 ** 32
  }
}

function sharedArray (Kind, length, next) {
  const array = new Kind(new SharedArrayBuffer(length * Kind.BYTES_PER_ELEMENT))
  for (let i = 0; i < length; i += 1) array[i] = next(i)
  return array
}

const kinds = {
  Uint8Array: (unit) => unit * 256,
  Int32Array: (unit) => (unit - 0.5) * 2 ** 32,
  Float32Array: (unit) => unit,
  Float64Array: (unit) => unit,
  BigInt64Array: (unit) => BigInt(Math.floor((unit - 0.5) * 2 ** 52))
}

const floats = (Kind, length) => sharedArray(Kind, length, random())

/** Makes a text that is as compressible as a log. */
function text (bytes) {
  const next = random()
  const lines = []
  for (let size = 0; size < MIB; size += lines.at(-1).length) {
    const [start, item, ms] = [1e9, 1000, 100].map((range) => Math.floor(next() * range))
    lines.push(`${start} GET /items/${item} 200 ${ms} ms\n`)
  }
  const part = Buffer.from(lines.join('')).subarray(0, MIB)
  const whole = new Uint8Array(new SharedArrayBuffer(bytes))
  for (let start = 0; start < bytes; start += MIB) whole.set(part.subarray(0, bytes - start), start)
  return whole
}

/**
 * A case of `sort`. The `make` of a case makes the input, and makes it smaller by a divisor. `restore`
 * undoes what a job did. `jobs` is how many jobs run at once.
 */
function sort (name, length) {
  const Kind = globalThis[name]
  return {
    task: 'sort',
    contenders: ['javascript'],
    make (divisor) {
      const next = random()
      const input = sharedArray(Kind, length / divisor, () => kinds[name](next()))
      return { input, fresh: input.slice() }
    },
    restore: ({ input, fresh }) => { input.set(fresh) },
    data: ({ input }) => input
  }
}

const plain = (task, contenders, make, jobs = 1) => ({
  task, contenders, make: (divisor) => ({ input: make(divisor) }), data: ({ input }) => input, jobs
})
const cube = (divisor) => divisor > 1 ? 256 : 1024

function matrices (Kind, side) {
  return { a: floats(Kind, side * side), b: floats(Kind, side * side), rows: side, inner: side, columns: side }
}

function vectors (count) {
  const vectors = floats(Float32Array, count * 128)
  return { query: vectors.slice(0, 128), vectors, dims: 128, k: 10, metric: 'cosine' }
}

const cases = {}
for (const [length, label] of [[1e5, '100 000'], [1e6, 'a million'], [1e7, 'ten million']]) {
  for (const name of Object.keys(kinds)) cases[`sort ${label}, ${name}`] = sort(name, length)
}
Object.assign(cases, {
  'sum of 100 million, Float64Array': plain('sum', ['javascript'], (divisor) => floats(Float64Array, 1e8 / divisor)),
  'dot of 100 million, Float64Array': plain('dot', ['javascript'], (divisor) => ({
    a: floats(Float64Array, 1e8 / divisor), b: floats(Float64Array, 1e8 / divisor)
  })),
  'matmul of 1024 x 1024, Float32Array': plain('matmul', ['javascript'], (divisor) => {
    return matrices(Float32Array, cube(divisor))
  }),
  'matmul of 1024 x 1024, Float64Array': plain('matmul', ['javascript'], (divisor) => {
    return matrices(Float64Array, cube(divisor))
  }),
  'topk of a million x 128, Float32Array': plain('topk', ['javascript'], (divisor) => vectors(1e6 / divisor)),
  'blake3 of 1 GiB': plain('hash', ['hash-wasm'], (divisor) => ({ data: text(GIB / divisor), algorithm: 'blake3' })),
  'sha256 of 1 GiB': plain('hash', ['node', 'hash-wasm'], (divisor) => ({
    data: text(GIB / divisor), algorithm: 'sha256'
  })),
  'gzip of 16 MiB, 8 at once': plain('compress', ['node', 'fflate'], (divisor) => ({
    data: text(16 * MIB / divisor), format: 'gzip'
  }), 8),
  'gunzip to 16 MiB, 8 at once': plain('decompress', ['node', 'fflate'], (divisor) => ({
    data: packed('gzipSync', text(16 * MIB / divisor)), format: 'gzip'
  }), 8),
  'zstd of 16 MiB, 8 at once': plain('compress', ['node'], (divisor) => ({
    data: text(16 * MIB / divisor), format: 'zstd'
  }), 8),
  'argon2id of 64 MiB, 3 passes, 8 at once': plain('argon2', ['node-rs-argon2', 'hash-wasm'], (divisor) => ({
    password: 'correct horse', memory: 65536 / divisor, passes: 3, lanes: 1, salt: Buffer.from('sixteen bytes ok')
  }), 8)
})

function packed (how, bytes) {
  return new Uint8Array(require('node:zlib')[how](bytes))
}

module.exports = { cases }
