// Sets up tinypool with its defaults and one task per thread at a time.
'use strict'

const { SizedQueues } = require('../lib/two-queues')
const { versionOf } = require('../lib/versions')
const { workerFile } = require('../lib/worker-file')

// tinypool is only an ES module, and the time to load it must not count as the time to start it.
let Tinypool

const withConcurrency = (name, concurrentTasksPerWorker) => ({
  name,
  version: versionOf('tinypool'),
  async load () {
    Tinypool = (await import('tinypool')).Tinypool
  },
  start (task, threads, { hasPriorities = false } = {}) {
    const { queueOptionsSymbol } = Tinypool
    const pool = new Tinypool({
      filename: workerFile(task),
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: 0x7fffffff,
      concurrentTasksPerWorker,
      useAtomics: true,
      ...hasPriorities && { taskQueue: new SizedQueues((task) => task[queueOptionsSymbol].isHigh) }
    })
    return {
      run: (data) => pool.run(data),
      runMoving: (view) => pool.run(view, { transferList: [view.buffer] }),
      runWithSignal: (data, signal) => pool.run(data, { signal }),
      runWithPriority: (data, isHigh) => pool.run({ ...data, [queueOptionsSymbol]: { isHigh } }),
      close: () => pool.destroy()
    }
  }
})

module.exports = { ...withConcurrency('tinypool', 1), withConcurrency }
