// A Worker with many jobs in flight. It posts that it is busy, and runs until somebody terminates it.
'use strict'

const { parentPort, workerData } = require('node:worker_threads')
const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

const scripts = new WorkerPool(fixture('echo.js'), 2)
const native = new WorkerPool('native:sort', 2)

for (const view of workerData) again(native, view)
for (let job = 0; job < 100; job += 1) again(scripts, { job, list: [1, 2, 3] })
for (let job = 0; job < 10; job += 1) again(scripts, () => job)
scripts.run(1).then(() => parentPort.postMessage('busy'))

function again (pool, data) {
  pool.run(data).then(() => again(pool, data))
}
