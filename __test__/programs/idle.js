// Makes the pools that its arguments name, runs a job on each used one, and leaves them open. The process must end.
'use strict'

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

const pools = {
  unused: () => new WorkerPool(fixture('echo.js'), 4),
  'unused native': () => new WorkerPool('native:sort', 4),
  script: () => new WorkerPool(fixture('echo.js'), 2),
  message: () => new WorkerPool(fixture('message-echo.js'), 2),
  native: () => new WorkerPool('native:sort', 2)
}

async function main () {
  for (const name of process.argv.slice(2)) {
    const pool = pools[name]()
    if (!name.startsWith('unused')) console.log(String(await pool.run(Int8Array.of(1))))
  }
  console.log('idle')
}

main()
