// Stands for the worker pool that people write by hand after reading an article, which oxpool replaces.
'use strict'

const { Worker } = require('node:worker_threads')
const { workerFile } = require('../lib/worker-file')

class HandWrittenPool {
  queue = []

  constructor (workerPath, numberOfThreads) {
    this.workers = Array.from({ length: numberOfThreads }, () => new Worker(workerPath))
    this.idle = [...this.workers]
  }

  run (getData) {
    return new Promise((resolve, reject) => {
      const item = { getData, resolve, reject }
      const worker = this.idle.pop()
      if (worker) this.runWorker(worker, item)
      else this.queue.push(item)
    })
  }

  async runWorker (worker, item) {
    const cleanUp = () => {
      worker.removeListener('message', onMessage)
      worker.removeListener('error', onError)
      if (this.queue.length > 0) this.runWorker(worker, this.queue.shift())
      else this.idle.push(worker)
    }
    const onMessage = (result) => {
      item.resolve(result)
      cleanUp()
    }
    const onError = (error) => {
      item.reject(error)
      cleanUp()
    }
    worker.once('message', onMessage)
    worker.once('error', onError)
    worker.postMessage(await item.getData())
  }

  close () {
    return Promise.all(this.workers.map((worker) => worker.terminate()))
  }
}

module.exports = {
  name: 'by hand',
  version: process.version,
  start (task, threads) {
    const pool = new HandWrittenPool(workerFile(task, 'message'), threads)
    return { run: (data) => pool.run(() => data), close: () => pool.close() }
  }
}
