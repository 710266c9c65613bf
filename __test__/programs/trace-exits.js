// Traces a pool to a file, and ends the process as soon as a job is in the file.
'use strict'

const fs = require('node:fs')
const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { untilTrue } = require('../helpers/until.js')

async function main (file) {
  const pool = new WorkerPool(fixture('echo.js'), 1)
  pool.trace(file)
  await pool.run(1)
  await untilTrue(() => fs.readFileSync(file, 'utf8').includes('"dur"'))
  process.exit()
}

main(process.argv[2])
