// Shows one job that splits itself over all threads: it sums the squares of 16 million numbers in shared memory.
//
//     node examples/divide-and-conquer.js [threads]
'use strict'

const path = require('node:path')
const { WorkerPool } = require('oxpool')

const COUNT = 1 << 24

async function main () {
  const threads = process.argv[2] === undefined ? undefined : Number(process.argv[2])
  const pool = new WorkerPool(path.join(__dirname, 'workers', 'sum-of-squares.js'), threads)
  const numbers = new Float64Array(new SharedArrayBuffer(8 * COUNT))
  for (let i = 0; i < COUNT; i += 1) numbers[i] = Math.random()

  const start = performance.now()
  const sum = await pool.run({ numbers, from: 0, to: COUNT })
  const seconds = (performance.now() - start) / 1000
  const cost = `${seconds.toFixed(3)} s on ${pool.threads.length} threads`
  console.log(`sum of squares: ${sum.toFixed(1)}, about a third of ${COUNT}; ${cost}`)
  await pool.close()
}

main()
