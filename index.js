// The public names.
'use strict'

const { WorkerPool } = require('./lib/worker-pool.js')
const { runWorker } = require('./lib/run-worker.js')
const { setTimeout, cancelTimeout, setInterval } = require('./lib/timers.js')
const { move, transferableSymbol, valueSymbol } = require('./lib/move.js')

module.exports = {
  WorkerPool,
  runWorker,
  move,
  transferableSymbol,
  valueSymbol,
  setTimeout,
  cancelTimeout,
  clearTimeout: cancelTimeout,
  setInterval,
  cancelInterval: cancelTimeout,
  clearInterval: cancelTimeout
}
