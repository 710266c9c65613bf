// Throws in onProgress, and prints what is uncaught and the job's result.
'use strict'

const path = require('node:path')
const { WorkerPool } = require('../..')

process.on('uncaughtException', ({ message }) => console.log(`uncaught: ${message}`))

async function main () {
  const pool = new WorkerPool(path.join(__dirname, '..', 'fixtures', 'tells-progress.js'), 1)
  const onProgress = (value) => { throw new Error(String(value)) }
  console.log(await pool.run([1, 2], { onProgress }))
  await pool.close()
}

main()
