// Memory that all threads see: two halves are sorted side by side, the statistics wait for both, and nothing is copied.
//
//     node examples/shared-memory.js [numbers]      ten million if no other number is given
//
// To hand the numbers over takes as long for ten million as for ten, since nothing is copied. At that moment two jobs have a lease on their half, and one waits for
// both. The last line is of an array that is not shared: it is copied, so the sorted one is another.
'use strict'

const { WorkerPool } = require('oxpool')

const since = (start) => `${(performance.now() - start).toFixed(1)} ms`

async function main () {
  const count = Number(process.argv[2] ?? 1e7)
  const numbers = new Float64Array(new SharedArrayBuffer(8 * count))
  for (let i = 0; i < count; i += 1) numbers[i] = Math.random()
  const [left, right] = [numbers.subarray(0, count / 2), numbers.subarray(count / 2)]

  const pool = new WorkerPool('native:sort')
  const start = performance.now()
  const runs = [
    pool.run(left).then((sorted) => console.log(`the left half is sorted after ${since(start)}; it is the same view: ${sorted === left}`)),
    pool.run(right).then((sorted) => console.log(`the right half after ${since(start)}`)),
    // It reads what the two write, and was asked for after them: so it runs after them.
    pool.run(numbers, { filename: 'native:stats' }).then(({ min, max, mean }) => {
      console.log(`from ${min.toFixed(6)} to ${max.toFixed(6)}, ${mean.toFixed(4)} in the middle, after ${since(start)}`)
    })
  ]
  console.log(`handed over after ${since(start)}; leases: ${JSON.stringify(pool.stats().leases)}`)
  await Promise.all(runs)

  const plain = Float64Array.of(3, 1, 2)
  console.log(`${await pool.run(plain)} out of ${plain}`)
  await pool.close()
}

main()
