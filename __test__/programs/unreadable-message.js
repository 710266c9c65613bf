// Starts a worker that posts the deepest value that it can write. The main thread is to have a smaller stack.
'use strict'

const { isMainThread, parentPort } = require('node:worker_threads')
const { runWorker } = require('../../index.js')
const { nest } = require('../helpers/deep.js')

function postDeepest () {
  for (let depth = 20000; ; depth -= 500) {
    try {
      return parentPort.postMessage(nest('objects', depth))
    } catch {}
  }
}

if (isMainThread) {
  runWorker(__filename, (error, message) => console.log(error === null ? message : error.name))
} else {
  postDeepest()
  parentPort.postMessage('next')
}
