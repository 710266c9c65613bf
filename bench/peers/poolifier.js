// Sets up poolifier's fixed pool without its queue: it posts every task to a thread at once, which is its fastest way.
//
// Priorities need its queue, so the queue is on for them.
'use strict'

const { versionOf } = require('../lib/versions')
const { workerFile } = require('../lib/worker-file')

module.exports = {
  name: 'poolifier',
  version: versionOf('poolifier'),
  start (task, threads, { hasPriorities = false } = {}) {
    const { FixedThreadPool, WorkerChoiceStrategies } = require('poolifier')
    const pool = new FixedThreadPool(threads, workerFile(task, 'poolifier'), {
      enableEvents: false,
      enableTasksQueue: hasPriorities,
      workerChoiceStrategy: WorkerChoiceStrategies.LEAST_USED
    })
    return {
      run: (data) => pool.execute(data),
      runWithSignal: (data, signal) => pool.execute(data, undefined, signal),
      runWithPriority: (data, isHigh) => pool.execute(data, isHigh ? 'high' : 'low'),
      mapAll: (items) => pool.mapExecute(items),
      close: () => pool.destroy()
    }
  }
}
