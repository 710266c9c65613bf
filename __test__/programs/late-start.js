// Delays a pool between making a thread and sending its first message, for longer than the thread takes to start.
'use strict'

const threads = require('node:worker_threads')

const cell = new Int32Array(new SharedArrayBuffer(4))

threads.Worker = class extends threads.Worker {
  postMessage (...message) {
    Atomics.wait(cell, 0, 0, 500)
    super.postMessage(...message)
  }
}

const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

new WorkerPool(fixture('echo.js'), 1).run('done').then(console.log, console.log)
