// Exports the public names of the package.
'use strict'

require('./lib/check-addon.js')
const { WorkerPool } = require('./lib/worker-pool.js')
const { runWorker } = require('./lib/run-worker.js')
const { setTimeout, cancelTimeout, setInterval } = require('./lib/timers/timers.js')
// Makes `util.promisify(setTimeout)` work.
require('./lib/timers/promises.js')
const { tasks } = require('./lib/native/tasks.js')
const { move, transferableSymbol, valueSymbol } = require('./lib/move.js')

module.exports = {
  WorkerPool,
  runWorker,
  tasks,
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
