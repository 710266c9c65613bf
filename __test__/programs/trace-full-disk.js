// Closes a pool whose trace could not be written, and prints the warnings that come of it.
'use strict'

const path = require('node:path')
const { WorkerPool } = require('../../index.js')

const warnings = []
process.removeAllListeners('warning')
process.on('warning', ({ name, code }) => warnings.push({ name, code }))

async function main () {
  const pool = new WorkerPool(path.join(__dirname, '..', 'fixtures', 'echo.js'), 1)
  pool.trace('/dev/full')
  await pool.run(1)
  await pool.close()
}

main()
process.on('exit', () => console.log(JSON.stringify(warnings)))
