// How long does it take to hand over small and large shared memory, from run() to the outcome?
//
// The job looks at the first bytes and refuses them, so it takes the same time for any number of bytes.
'use strict'

const { WorkerPool } = require('../..')

const WARM_UPS = 200
const JOBS = 2000

async function main () {
  const { threads, divisor } = JSON.parse(process.argv[2])
  const pool = new WorkerPool('native:decompress', threads)
  const views = [1024, 2 ** 30 / divisor].map((bytes) => new Uint8Array(new SharedArrayBuffer(bytes)))
  const times = views.map(() => [])
  for (let job = 0; job < WARM_UPS + JOBS; job += 1) {
    for (const [at, data] of views.entries()) {
      const start = performance.now()
      await pool.run({ data, format: 'zstd' }).catch(() => {})
      if (job >= WARM_UPS) times[at].push(performance.now() - start)
    }
  }
  const [small, large] = times.map((list) => list.sort((a, b) => a - b)[JOBS >> 1] * 1000)
  process.stdout.write(`${JSON.stringify({ small, large })}\n`)
  await pool.close()
}

main()
