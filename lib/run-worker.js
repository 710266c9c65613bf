// Starts a single Worker with a callback: a helper for a thread outside any pool.
'use strict'

const { Worker } = require('node:worker_threads')
const { isRefusal, optionError, systemError } = require('./errors.js')

/** Node reports with this code that a Worker could not be started, if it has found out too late to throw. */
const INIT_FAILED = 'ERR_WORKER_INIT_FAILED'

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
  const worker = makeWorker(path, workerData)
  worker.on('message', (message) => callback(null, message))
  worker.on('error', (error) => callback(error?.code === INIT_FAILED ? threadRefusal(error) : error))
  worker.on('messageerror', (error) => callback(error))
  worker.on('exit', (code) => {
    if (code !== 0) callback(new Error(`Worker has stopped with code ${code}`))
  })
  return worker
}

function makeWorker (path, workerData) {
  try {
    return new Worker(path, { __proto__: null, workerData })
  } catch (error) {
    throw isRefusal(error) ? threadRefusal(error) : error
  }
}

function threadRefusal (error) {
  return systemError('thread', 'a Worker', error)
}

module.exports = { runWorker }
