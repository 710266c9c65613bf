// Finds the ten vectors most like a query out of two hundred thousand, without an index: by native:topk and by a loop.
//
//     node examples/vector-search.js [vectors]
//
// The query is the first vector, so the first vector is the best match. The next nine are made similar to it, each a
// little less than the one before. The first and the last line of the output show how much time native:topk saves.
'use strict'

const { WorkerPool } = require('oxpool')

const DIMS = 128
const K = 10

/** Makes vectors such as an embedding model gives. The next few vectors are the neighbours of the first one. */
function makeVectors (count) {
  const vectors = new Float32Array(new SharedArrayBuffer(4 * DIMS * count))
  for (let i = 0; i < vectors.length; i += 1) vectors[i] = Math.random() - 0.5
  for (let like = 1; like < K; like += 1) {
    for (let i = 0; i < DIMS; i += 1) vectors[like * DIMS + i] = vectors[i] + 0.1 * like * (Math.random() - 0.5)
  }
  return vectors
}

/** The same search by hand, on one thread. */
function search (query, vectors) {
  const scored = Array.from({ length: vectors.length / DIMS }, (_, index) => {
    return { index, score: cosine(query, vectors, index * DIMS) }
  })
  return scored.sort((a, b) => b.score - a.score).slice(0, K).map(({ index }) => index)
}

function cosine (query, vectors, start) {
  let [product, squares, querySquares] = [0, 0, 0]
  for (let i = 0; i < DIMS; i += 1) {
    product += query[i] * vectors[start + i]
    squares += vectors[start + i] ** 2
    querySquares += query[i] ** 2
  }
  return product / Math.sqrt(squares * querySquares)
}

async function main () {
  const count = Number(process.argv[2] ?? 200000)
  const vectors = makeVectors(count)
  const query = vectors.slice(0, DIMS)
  const pool = new WorkerPool('native:topk')

  let start = performance.now()
  const { indices, scores } = await pool.run({ query, vectors, dims: DIMS, k: K, metric: 'cosine' })
  console.log(`native:topk on ${pool.threads.length} threads: ${(performance.now() - start).toFixed(1)} ms`)
  indices.forEach((index, rank) => console.log(`  vector ${index}: ${scores[rank].toFixed(4)}`))

  start = performance.now()
  const byHand = search(query, vectors)
  const ms = (performance.now() - start).toFixed(1)
  console.log(`a loop in JavaScript: ${ms} ms, and the same vectors: ${byHand.join() === indices.join()}`)
  await pool.close()
}

main()
