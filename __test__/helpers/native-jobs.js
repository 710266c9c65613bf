// One job of each native task, on arrays that a test puts where it wants them.
'use strict'

const { gzipSync } = require('node:zlib')

const numbers = (Kind, length) => Kind.from({ length }, (_, index) => Math.round(Math.sin(index) * 1e6))
const PHC = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$cpx6VEQbwTVZvcpxNIxOVUWZ5xnAipUmAe1cg2GMG70'

/**
 * By name: data, with arrays of about so many elements.
 *
 * @param {number} size
 * @param {<T>(array: T) => T} [place] is called with each array
 */
function nativeJobs (size, place = (array) => array) {
  const floats = () => place(numbers(Float64Array, size))
  const single = (length) => place(numbers(Float32Array, length))
  const bytes = () => place(numbers(Uint8Array, size))
  const side = Math.ceil(Math.sqrt(size))
  return {
    sort: floats(),
    argsort: floats(),
    sum: floats(),
    stats: floats(),
    histogram: { data: floats(), bins: 100, min: -1e6, max: 1e6 },
    dot: { a: floats(), b: floats() },
    matmul: { a: single(side * side), b: single(side * side), rows: side, inner: side, columns: side, out: single(side * side) },
    topk: { query: single(8), vectors: single(8 * Math.ceil(size / 8)), dims: 8, k: 5, metric: 'l2' },
    hash: { data: bytes(), algorithm: 'blake3' },
    compress: { data: bytes(), format: 'zstd' },
    decompress: { data: place(new Uint8Array(gzipSync(numbers(Uint8Array, size)))), format: 'gzip' },
    argon2: { password: place(numbers(Uint8Array, 16)), memory: 64, passes: 1, lanes: 1, salt: place(new TextEncoder().encode('somesalt')) },
    'argon2-verify': { hash: PHC, password: place(new TextEncoder().encode('password')) },
    primes: { below: size }
  }
}

const names = Object.keys(nativeJobs(1))

/** The arrays that a job's data has. */
function arraysOf (data) {
  return ArrayBuffer.isView(data) ? [data] : Object.values(data).filter(ArrayBuffer.isView)
}

module.exports = { nativeJobs, names, arraysOf }
