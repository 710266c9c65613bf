// Runs one scenario in which the system gives the process no more memory, and prints what came of it.
'use strict'

const { gzipSync } = require('node:zlib')
const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { Limits } = require('../helpers/limits.js')

const MEGABYTE = 1 << 20
const REFUSED = 'ERR_OXPOOL_SYSTEM: memory'
/** More than is left at the limit. */
const LARGE = 400 * MEGABYTE
/** Enough for all that the engine does meanwhile. */
const LEFT = 300 * MEGABYTE
/**
 * There is room for one, two or three copies, so another step of a job's way fails with each size. What is left then is
 * enough for the engine, which ends the process where it gets no memory for itself.
 */
const SIZES = [80, 110, 180].map((size) => size * MEGABYTE)
/**
 * For values that a handler makes itself, which leaves garbage behind. A very large result is copied only once, so
 * there is room for a copy of the first one and for none of the second.
 */
const MADE = [80, 150].map((size) => size * MEGABYTE)
/** For native tasks half as much is enough. The last one is more than is left. */
const NATIVE = [...SIZES, LARGE].map((size) => size / 2)

/** How something ends: with `true` for the right value, or with an error, of which this is what users may rely on. */
async function endOf (body, isRight) {
  try {
    return isRight(await body())
  } catch ({ code, resource, message }) {
    return code === undefined ? message : `${code}: ${resource ?? message}`
  }
}

/**
 * Runs a job for each size, with the process at its limit and then without one. Tells how the largest one ends, which
 * ends are neither right nor the system's, how a small job ends at the limit, and whether all jobs end well later.
 */
async function runAll (limits, pool, sizes, run, isRight) {
  const left = sizes === NATIVE ? LEFT / 2 : LEFT
  const end = (size) => endOf(() => run(size), (value) => isRight(value, size))
  await end(8)
  await limits.leaveMemory(left)
  const ends = []
  for (const size of sizes) ends.push(await end(size))
  const small = await end(8)
  await limits.allowMemory()
  const later = []
  for (const size of sizes) later.push(await end(size))
  await pool.close()
  const odd = ends.filter((end) => end !== true && end !== REFUSED)
  return { largest: ends.at(-1), odd, small, later: later.every((end) => end === true) }
}

const scenarios = {
  data (limits) {
    const pool = new WorkerPool(fixture('measures.js'), 1)
    const data = makeData()
    return runAll(limits, pool, [...SIZES, LARGE], (size) => pool.run(data.get(size)), isEqual)
  },

  'lazy-data' (limits) {
    const pool = new WorkerPool(fixture('measures.js'), 1)
    const data = makeData()
    return runAll(limits, pool, [...SIZES, LARGE], (size) => pool.run(() => data.get(size)), isEqual)
  },

  results (limits) {
    const pool = new WorkerPool(fixture('makes-bytes.js'), 1)
    return runAll(limits, pool, MADE, (size) => pool.run(size), hasLength)
  },

  progress (limits) {
    const pool = new WorkerPool(fixture('makes-bytes.js'), 1)
    const run = async (size) => {
      let told
      await pool.run(size, { name: 'tells', onProgress: (value) => { told = value } })
      return told
    }
    return runAll(limits, pool, MADE, run, hasLength)
  },

  nested (limits) {
    const pool = new WorkerPool(fixture('makes-bytes.js'), 2)
    return runAll(limits, pool, [SIZES[1]], (size) => pool.run(size, { name: 'nests' }), isEqual)
  },

  inputs (limits) {
    const pool = new WorkerPool('native:sum', 1)
    const bytes = new Uint8Array(NATIVE.at(-1)).fill(1)
    return runAll(limits, pool, NATIVE, (size) => pool.run(bytes.subarray(0, size)), isEqual)
  },

  'lazy-inputs' (limits) {
    const pool = new WorkerPool('native:sum', 1)
    const bytes = new Uint8Array(NATIVE.at(-1)).fill(1)
    return runAll(limits, pool, NATIVE, (size) => pool.run(() => bytes.subarray(0, size)), isEqual)
  },

  sort: (limits) => onShared(limits, 'sort', (array, size) => array.length === size / 8 && isSorted(array)),
  argsort: (limits) => onShared(limits, 'argsort', (places, size) => places.length === size / 8),

  matmul (limits) {
    const pool = new WorkerPool('native:matmul', 1)
    const sideOf = (size) => Math.floor(Math.sqrt(size / 4))
    const run = (size) => {
      const [side, line] = [sideOf(size), new Float32Array(sideOf(size))]
      return pool.run({ a: line, b: line, rows: side, inner: 1, columns: side })
    }
    return runAll(limits, pool, NATIVE, run, (product, size) => product.length === sideOf(size) ** 2)
  },

  compress (limits) {
    const pool = new WorkerPool('native:compress', 1)
    const bytes = new Uint8Array(new SharedArrayBuffer(NATIVE.at(-1)))
    const run = (size) => pool.run({ data: bytes.subarray(0, size), format: 'gzip', level: 0 })
    return runAll(limits, pool, NATIVE, run, (compressed, size) => compressed.length > size)
  },

  async decompress (limits) {
    const pool = new WorkerPool('native:decompress', 1)
    const packed = new Map()
    for (const size of [8, ...NATIVE]) packed.set(size, gzipSync(new Uint8Array(size), { level: 1 }))
    const run = (size) => pool.run({ data: packed.get(size), format: 'gzip' })
    return runAll(limits, pool, NATIVE, run, hasLength)
  },

  argon2 (limits) {
    const pool = new WorkerPool('native:argon2', 1)
    const run = (size) => {
      return pool.run({ password: 'secret', memory: Math.max(8, size / 1024), passes: 1, lanes: 1 })
    }
    return runAll(limits, pool, NATIVE, run, (hash) => hash.startsWith('$argon2id$'))
  }
}

function makeData () {
  return new Map([8, ...SIZES, LARGE].map((size) => [size, new Uint8Array(size)]))
}

const isEqual = (value, size) => value === size
const hasLength = (value, size) => value?.length === size

function isSorted (array) {
  for (let at = 1; at < array.length; at += 4096) if (array[at - 1] > array[at]) return false
  return true
}

/** Runs a task on a part of shared memory, whose elements are in no order. */
function onShared (limits, task, isRight) {
  const pool = new WorkerPool(`native:${task}`, 2)
  const numbers = new Float64Array(new SharedArrayBuffer(NATIVE.at(-1)))
  const run = (size) => {
    const part = numbers.subarray(0, size / 8)
    // The largest one fails before anybody looks at its elements.
    if (size < NATIVE.at(-1)) for (let at = 0; at < part.length; at += 1) part[at] = at * 7919 % 1000003
    return pool.run(part)
  }
  return runAll(limits, pool, NATIVE, run, isRight)
}

async function main () {
  const told = await scenarios[process.argv[2]](new Limits())
  console.log(JSON.stringify(told))
}

main()
