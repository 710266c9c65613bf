// Sets up the timers that people write by hand after reading an article.
//
// Each timer is a Worker that looks at the clock until its time has come.
'use strict'

const { randomUUID } = require('node:crypto')
const { join } = require('node:path')
const { Worker } = require('node:worker_threads')

const WORKER_FILE = join(__dirname, 'seed-worker.js')

const timeoutState = {}
const intervalState = {}
/** Only for the bench, not from the article: tells when each thread runs, and when it has ended. */
const threads = new Map()

function runWorker (path, callback, workerData) {
  const worker = new Worker(path, { workerData })
  worker.on('message', callback.bind(null, null))
  worker.on('error', callback)
  worker.on('exit', (exitCode) => {
    if (exitCode !== 0) callback(new Error(`Worker has stopped with code ${exitCode}`))
  })
  threads.set(worker, {
    online: new Promise((resolve) => worker.once('online', resolve)),
    ended: new Promise((resolve) => worker.once('exit', resolve)).then(() => threads.delete(worker))
  })
  return worker
}

function setTimeout (callback, time) {
  const id = randomUUID()
  timeoutState[id] = runWorker(WORKER_FILE, (error) => {
    if (!timeoutState[id]) return
    timeoutState[id] = null
    callback(error)
  }, { time })
  return id
}

function cancelTimeout (id) {
  if (!timeoutState[id]) return false
  timeoutState[id].terminate()
  timeoutState[id] = undefined
  return true
}

function setInterval (callback, time) {
  const id = randomUUID()
  const tick = (error) => {
    intervalState[id] = setTimeout(tick, time)
    callback(error)
  }
  intervalState[id] = setTimeout(tick, time)
  return id
}

const cancelInterval = (id) => cancelTimeout(intervalState[id])

function settle () {
  const pending = new Set(Object.values(timeoutState))
  return Promise.all(Array.from(threads, ([worker, { online, ended }]) => pending.has(worker) ? online : ended))
}

module.exports = {
  name: 'by hand',
  version: process.version,
  load: () => ({ setTimeout, clearTimeout: cancelTimeout, setInterval, clearInterval: cancelInterval, settle })
}
