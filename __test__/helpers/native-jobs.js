// Makes the data of a job for each native task, on arrays in whatever memory the test wants.
'use strict'

const { gzipSync } = require('node:zlib')

const PHC = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$cpx6VEQbwTVZvcpxNIxOVUWZ5xnAipUmAe1cg2GMG70'

function numbers (Kind, length) {
  const array = new Kind(length)
  for (let index = 0; index < length; index += 1) array[index] = Math.round(Math.sin(index) * 1e6)
  return array
}

const floats = (size) => numbers(Float64Array, size)
const single = (size) => numbers(Float32Array, size)
const bytes = (size) => numbers(Uint8Array, size)
const text = (text) => new TextEncoder().encode(text)

function matrices (size, place) {
  const side = Math.ceil(Math.sqrt(size))
  const matrix = () => place(single(side * side))
  return { a: matrix(), b: matrix(), rows: side, inner: side, columns: side, out: matrix() }
}

const jobs = {
  sort: (size, place) => place(floats(size)),
  argsort: (size, place) => place(floats(size)),
  sum: (size, place) => place(floats(size)),
  stats: (size, place) => place(floats(size)),
  histogram: (size, place) => ({ data: place(floats(size)), bins: 100, min: -1e6, max: 1e6 }),
  dot: (size, place) => ({ a: place(floats(size)), b: place(floats(size)) }),
  matmul: matrices,
  topk: (size, place) => ({
    query: place(single(8)), vectors: place(single(8 * Math.ceil(size / 8))), dims: 8, k: 5, metric: 'l2'
  }),
  hash: (size, place) => ({ data: place(bytes(size)), algorithm: 'blake3' }),
  compress: (size, place) => ({ data: place(bytes(size)), format: 'zstd' }),
  decompress: (size, place) => ({ data: place(new Uint8Array(gzipSync(bytes(size)))), format: 'gzip' }),
  argon2: (_, place) => ({
    password: place(text('password')), memory: 64, passes: 1, lanes: 1, salt: place(text('somesalt'))
  }),
  'argon2-verify': (_, place) => ({ hash: PHC, password: place(text('password')) }),
  primes: (size) => ({ below: size })
}

const names = Object.keys(jobs)

/**
 * Makes data for the task of this name, with arrays of about `size` elements.
 *
 * @param {string} name without `native:`
 * @param {number} size
 * @param {<T>(array: T) => T} [place] is called with each array, and returns the array to use
 */
const nativeJob = (name, size, place = (array) => array) => jobs[name](size, place)

/** Returns the arrays in a job's data. */
function arraysOf (data) {
  return ArrayBuffer.isView(data) ? [data] : Object.values(data).filter(ArrayBuffer.isView)
}

module.exports = { nativeJob, names, arraysOf }
