// Freezes Error.prototype, as hardened programs do, and checks that jobs still time out and can be aborted.
'use strict'

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')

Object.freeze(Error.prototype)

async function main () {
  const pool = new WorkerPool(fixture('never-settles.js'), 1, { abortGrace: 0 })
  const codeOf = (run) => run.then(() => 'done', ({ name, code }) => `${name} ${code}`)
  console.log(await codeOf(pool.run({ gate: new Gate().buffer }, { timeout: 300 })))
  const controller = new AbortController()
  const gate = new Gate()
  const run = codeOf(pool.run({ gate: gate.buffer }, { signal: controller.signal }))
  await gate.reachedBy(1)
  controller.abort()
  console.log(await run)
  console.log(await codeOf(pool.run(1, { filename: fixture('echo.js') })))
  await pool.close()
}

main()
