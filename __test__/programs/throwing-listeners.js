// Throws in every listener that a pool calls when a thread dies, when its queue is long, and when the pool closes. The
// errors are uncaught, and the pool works on.
'use strict'

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

process.on('uncaughtException', ({ message }) => console.log('uncaught:', message))

async function main () {
  const pool = new WorkerPool(fixture('echo.js'), 1)
  for (const event of ['workerCreate', 'workerDestroy', 'message', 'needsDrain', 'drain', 'close']) {
    pool.once(event, () => { throw new Error(event) })
  }
  await pool.run(1, { filename: fixture('exits.js') }).catch(({ code }) => console.log(code))
  console.log(await pool.run('next'))
  console.log(await Promise.all([1, 2, 3].map((number) => pool.run(number))))
  await pool.close()
  console.log('closed')
}

main()
