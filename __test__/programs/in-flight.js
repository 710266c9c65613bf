// Leaves a job in flight and nothing else. The process must live until the job has settled.
'use strict'

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

const jobs = {
  script: () => new WorkerPool(fixture('async-echo.js'), 1).run('done'),
  message: () => new WorkerPool(fixture('message-echo.js'), 1).run('done'),
  lazy: () => new WorkerPool(fixture('echo.js'), 1).run(() => 'done'),
  port: () => new WorkerPool(fixture('echo.js'), 1).run('done', { transferList: [] }),
  native: () => new WorkerPool('native:sort', 1).run(new Float64Array(1e6)).then(() => 'done'),
  queued: () => {
    const pool = new WorkerPool(fixture('echo.js'), 1)
    return Promise.all(Array.from({ length: 1000 }, () => pool.run('done'))).then(() => 'done')
  },
  crash: () => new WorkerPool(fixture('throws-later.js'), 1).run().catch(() => 'done'),
  closing: () => new WorkerPool(fixture('echo.js'), 4).close().then(() => 'done'),
  'closing native': () => new WorkerPool('native:sort', 4).close().then(() => 'done'),
  destroying: () => new WorkerPool(fixture('echo.js'), 4).destroy().then(() => 'done'),
  aborted: () => {
    const pool = new WorkerPool(fixture('never-settles.js'), 1, { abortGrace: 5 })
    const controller = new AbortController()
    pool.run({ gate: new SharedArrayBuffer(8) }, { signal: controller.signal }).catch(() => {})
    controller.abort()
    return pool.run('done', { filename: fixture('echo.js') })
  },
  'refused by its own data': async () => {
    const idle = new WorkerPool('native:sort', 1)
    const pool = new WorkerPool(fixture('echo.js'), 1)
    const { port1, port2 } = new MessageChannel()
    // Only a port can carry this data, and reading it destroys the pool before the job can be queued.
    const data = { port2, get closed () { pool.destroy(); return true } }
    await pool.run(data, { transferList: [port2] }).catch(() => port1.close())
    return idle.pending === 0 ? 'done' : 'in flight'
  },
  'timed out': () => {
    const pool = new WorkerPool(fixture('never-settles.js'), 1, { abortGrace: 5 })
    return pool.run({ gate: new SharedArrayBuffer(8) }, { timeout: 500 }).catch(() => 'done')
  },
  'far from timed out': () => new WorkerPool(fixture('echo.js'), 1, { timeout: 1e9 }).run('done')
}

jobs[process.argv[2]]().then((value) => console.log(value))
