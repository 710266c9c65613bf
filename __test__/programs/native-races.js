// Runs every kernel on memory that another thread overwrites at the same time. The numbers can be anything then. But
// each job must settle, its result must have the right form, and nothing beside its arrays may change.
'use strict'

const assert = require('node:assert')
const { once } = require('node:events')
const path = require('node:path')
const { setImmediate: turn } = require('node:timers/promises')
const { Worker } = require('node:worker_threads')
const zlib = require('node:zlib')
const { WorkerPool } = require('../../index.js')

const EDGE = 4096
const INSIDE = 1 << 21
const buffer = new SharedArrayBuffer(2 * EDGE + INSIDE)
const edges = [new Uint8Array(buffer, 0, EDGE), new Uint8Array(buffer, EDGE + INSIDE)]
for (const edge of edges) edge.fill(0xa5)

/** Makes a view of `length` elements in one of four parts of the memory. It does not start at a cache line. */
const on = (Kind, length, part = 0) => new Kind(buffer, EDGE + part * 2 ** 19 + 8, length)
const COUNT = 60011
const floats = [Float32Array, Float64Array]
const kinds = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, ...floats,
  BigInt64Array, BigUint64Array
]

/** Whether these are `length` different places below a limit. */
const arePlaces = (places, length, limit) =>
  places.length === length && new Set(places).size === length && places.every((place) => place < limit)

function * jobs () {
  for (const Kind of kinds) {
    const data = on(Kind, COUNT)
    for (const descending of [false, true]) {
      yield ['sort', { data, descending }, (result) => result === data]
      yield ['argsort', { data, descending }, (result) => arePlaces(result, COUNT, COUNT)]
    }
    yield ['sum', data, (result) => ['number', 'bigint'].includes(typeof result)]
    yield ['stats', data, ({ count }) => count === COUNT]
    yield ['histogram', { data, bins: 100, min: -1e9, max: 1e9 },
      (counts) => counts.reduce((sum, count) => sum + count) <= COUNT]
  }
  for (const Kind of floats) {
    const [a, b, out] = [on(Kind, 128 * 128), on(Kind, 128 * 128, 1), on(Kind, 128 * 128, 2)]
    yield ['dot', { a, b }, (result) => typeof result === 'number']
    yield ['matmul', { a, b, out, rows: 128, inner: 128, columns: 128 }, (result) => result === out]
    yield ['matmul', { a, b, out: a, rows: 128, inner: 128, columns: 128 }, (result) => result === a]
    for (const metric of ['cosine', 'dot', 'l2']) {
      yield ['topk', { query: on(Kind, 30), vectors: on(Kind, 30 * 2000), dims: 30, k: 50, metric },
        ({ indices, scores }) => arePlaces(indices, 50, 2000) && scores.length === 50]
    }
  }
  const data = on(Uint8Array, INSIDE / 2 - 3)
  for (const algorithm of ['blake3', 'sha256', 'sha512', 'xxh3', 'crc32']) {
    yield ['hash', { data, algorithm }, (hex) => /^[\da-f]+$/.test(hex)]
  }
  yield ['compress', { data, format: 'gzip', level: 1 }, (packed) => zlib.gunzipSync(packed).length === data.length]
  for (const format of ['zstd', 'lz4']) yield ['compress', { data, format }, (packed) => packed.length > 0]
  for (const [format, packed] of archives) {
    yield ['decompress', { data: fill(packed), format, maxOutput: 1 << 20 }, (plain) => plain.length <= 1 << 20]
  }
  yield ['argon2', { password: data.subarray(0, 50), salt: data.subarray(50, 70), memory: 64, passes: 2, lanes: 1 },
    (phc) => phc.startsWith('$argon2id$')]
  yield ['argon2-verify', { hash: PHC, password: data.subarray(0, 50) }, (isSame) => isSame === false]
}

const PHC = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$cpx6VEQbwTVZvcpxNIxOVUWZ5xnAipUmAe1cg2GMG70'
let archives = []

/** Copies compressed bytes to the memory, where they last until they are overwritten. */
function fill (packed) {
  const view = on(Uint8Array, packed.length, 3)
  view.set(packed)
  return view
}

async function makeArchives (pool) {
  const plain = Buffer.from(Array.from({ length: 10000 }, (_, line) => `${line} ${Math.sin(line)}`).join('\n'))
  const compress = (format) => pool.run({ data: plain, format }, { filename: 'native:compress' })
  return Promise.all(['gzip', 'zstd', 'lz4'].map(async (format) => [format, await compress(format)]))
}

/** Runs one job. Some jobs are aborted: at once, or a turn later while they may run. */
async function raced (pool, [task, data, isRight], count) {
  const controller = new AbortController()
  const run = pool.run(data, { filename: `native:${task}`, signal: controller.signal })
  const abort = async () => {
    if (count % 7 > 2) return
    if (count % 7 > 0) await turn()
    controller.abort()
  }
  try {
    const [result] = await Promise.all([run, abort()])
    assert(isRight(result), `${task}: ${result}`)
    return 'done'
  } catch (error) {
    if (error.code === 'ABORT_ERR') return 'aborted'
    if (task === 'decompress' && error.code === 'ERR_OXPOOL_OPTION') return 'refused'
    throw error
  }
}

async function main () {
  const pool = new WorkerPool(2)
  archives = await makeArchives(pool)
  const workerData = { buffer, start: EDGE, length: INSIDE }
  const scribbler = new Worker(path.join(__dirname, 'scribbles.js'), { workerData })
  await once(scribbler, 'message')
  const outcomes = { done: 0, aborted: 0, refused: 0 }
  let count = 0
  for (let left = Number(process.argv[2]); left > 0; left -= 1) {
    for (const job of jobs()) {
      outcomes[await raced(pool, job, count)] += 1
      for (const edge of edges) assert(edge.every((byte) => byte === 0xa5), `${job[0]} wrote beside its arrays`)
      count += 1
    }
  }
  await scribbler.terminate()
  assert.deepStrictEqual(pool.stats().leases, { out: 0, waiting: 0 })
  await pool.close()
  console.log(JSON.stringify(outcomes))
}

main()
