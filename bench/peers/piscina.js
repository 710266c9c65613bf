// Sets up Piscina with one task per thread at a time, and without the features that cost it time.
'use strict'

const { SizedQueues } = require('../lib/two-queues')
const { versionOf } = require('../lib/versions')
const { workerFile } = require('../lib/worker-file')

const withConcurrency = (name, concurrentTasksPerWorker) => ({
  name,
  version: versionOf('piscina'),
  start (task, threads, { hasPriorities = false } = {}) {
    const { Piscina } = require('piscina')
    const { queueOptionsSymbol } = Piscina
    const pool = new Piscina({
      filename: workerFile(task),
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Infinity,
      concurrentTasksPerWorker,
      atomics: 'sync',
      recordTiming: false,
      ...hasPriorities && { taskQueue: new SizedQueues((task) => task[queueOptionsSymbol].isHigh) }
    })
    // If a thread that Piscina has ended still replies, Piscina emits an error. The bench itself checks that no task is
    // lost.
    pool.on('error', () => {})
    return {
      run: (data) => pool.run(data),
      runMoving: (view) => pool.run(view, { transferList: [view.buffer] }),
      runWithSignal: (data, signal) => pool.run(data, { signal }),
      runWithPriority: (data, isHigh) => pool.run({ ...data, [queueOptionsSymbol]: { isHigh } }),
      close: () => pool.destroy()
    }
  }
})

module.exports = { ...withConcurrency('piscina', 1), withConcurrency }
