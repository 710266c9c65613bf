// Starts a single Worker with a callback: a helper for a thread outside any pool.
'use strict'

const { Worker } = require('node:worker_threads')
const { optionError } = require('./errors.js')

/**
 * Starts a Worker. The callback gets `(null, message)` for every message, `(error)` for an uncaught error
 * or a message that can't be read, and
 * `(Error('Worker has stopped with code N'))` for an exit code other than 0.
 *
 * @param {string | URL} path
 * @param {(error: any, result?: any) => void} callback
 * @param {any} [workerData]
 * @returns {Worker}
 */
function runWorker (path, callback, workerData = null) {
  if (typeof callback !== 'function') throw optionError(TypeError, 'callback', 'a function', callback)
  const worker = new Worker(path, { workerData })
  worker.on('message', (message) => callback(null, message))
  worker.on('error', (error) => callback(error))
  worker.on('messageerror', (error) => callback(error))
  worker.on('exit', (code) => {
    if (code !== 0) callback(new Error(`Worker has stopped with code ${code}`))
  })
  return worker
}

module.exports = { runWorker }
