// Makes a million random numbers and sorts them whenever a message comes. In a pool, each message is the data of a job.
'use strict'

const { isMainThread, parentPort } = require('node:worker_threads')

if (isMainThread) throw new Error('This file is for a worker')

const LENGTH = 1e6

function makeAndSort () {
  const numbers = []
  for (let i = 0; i < LENGTH; i += 1) {
    numbers[i] = Math.round(Math.random() * 100000)
  }
  return numbers.sort((a, b) => a > b ? 1 : -1)
}

parentPort.on('message', () => {
  parentPort.postMessage(makeAndSort())
})
