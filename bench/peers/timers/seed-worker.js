// Runs the article's timer: it loops until its time has come, posts a message, and ends.
'use strict'

const { parentPort, workerData } = require('node:worker_threads')

const time = Date.now()

while (true) {
  if (time + workerData.time <= Date.now()) {
    parentPort.postMessage({})
    break
  }
}
