// Terminates threads with many jobs in flight, again and again. Then a pool of the main thread must still work.
'use strict'

const { once } = require('node:events')
const path = require('node:path')
const { Worker } = require('node:worker_threads')
const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { sharedNumbers } = require('../helpers/typed-arrays.js')

async function round (workerData) {
  const worker = new Worker(path.join(__dirname, 'busy-worker.js'), { workerData })
  await once(worker, 'message')
  await worker.terminate()
}

async function main () {
  const views = [sharedNumbers(1e6), sharedNumbers(1e5)]
  for (let left = Number(process.argv[2]); left > 0; left -= 1) await Promise.all([round(views), round(views)])
  const pool = new WorkerPool(fixture('doubles.js'), 2)
  console.log(await pool.run(21))
  await pool.close()
}

main()
