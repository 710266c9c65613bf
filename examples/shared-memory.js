// Shows native tasks on shared memory: two halves are sorted in parallel, and statistics wait for both.
//
//     node examples/shared-memory.js [numbers]      how many numbers to sort; the default is ten million
//
// Nothing is copied, so handing over ten million numbers takes as long as handing over ten. When the numbers have been
// handed over, two jobs have a lease on their half, and one job waits for both. The last line of the output is about an
// array that is not shared: the array is copied, so the sorted array is another one.
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
    pool.run(left).then((sorted) => {
      console.log(`the left half is sorted after ${since(start)}; it is the same view: ${sorted === left}`)
    }),
    pool.run(right).then((sorted) => console.log(`the right half is sorted after ${since(start)}`)),
    // This job reads the memory that the two others write, and it is submitted after them. So it runs after them.
    pool.run(numbers, { filename: 'native:stats' }).then(({ min, max, mean }) => {
      const range = `from ${min.toFixed(6)} to ${max.toFixed(6)}`
      console.log(`the statistics come after ${since(start)}: ${range}, with a mean of ${mean.toFixed(4)}`)
    })
  ]
  console.log(`the numbers are handed over after ${since(start)}; leases: ${JSON.stringify(pool.stats().leases)}`)
  await Promise.all(runs)

  const plain = Float64Array.of(3, 1, 2)
  console.log(`${await pool.run(plain)} out of ${plain}`)
  await pool.close()
}

main()
