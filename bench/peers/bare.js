// Uses `new Worker` alone, to show what it costs to start threads before a pool adds to it.
'use strict'

const { once } = require('node:events')
const { Worker } = require('node:worker_threads')
const { workerFile } = require('../lib/worker-file')

module.exports = {
  name: 'bare Worker',
  version: process.version,
  start (task, threads) {
    const workers = Array.from({ length: threads }, () => new Worker(workerFile(task, 'message')))
    let turn = 0
    return {
      async run (data) {
        const worker = workers[turn++ % threads]
        worker.postMessage(data)
        const [result] = await once(worker, 'message')
        return result
      },
      close: () => Promise.all(workers.map((worker) => worker.terminate()))
    }
  }
}
