// Runs a job that prints lines, and closes the pool as soon as the job is done.
'use strict'

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

async function main (lines, options = '{}') {
  const pool = new WorkerPool(fixture('prints-lines.js'), 1, JSON.parse(options))
  await pool.run(Number(lines))
  await pool.close()
}

main(...process.argv.slice(2))
