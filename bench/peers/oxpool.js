// Sets up the pool of this repository with its defaults.
'use strict'

const { ownVersion } = require('../lib/versions')
const { workerFile } = require('../lib/worker-file')

const withOptions = (name, options) => ({
  name,
  version: ownVersion(),
  load () {
    require('../..')
  },
  start (task, threads) {
    const { WorkerPool } = require('../..')
    const pool = new WorkerPool(task.startsWith('native:') ? task : workerFile(task), threads, options)
    return {
      run: (data) => pool.run(data),
      runMoving: (view) => pool.run(view, { transferList: [view.buffer] }),
      runWithSignal: (data, signal) => pool.run(data, { signal }),
      runWithPriority: (data, isHigh) => pool.run(data, { priority: isHigh ? 'high' : 'low' }),
      map: (items) => pool.map(items),
      close: () => pool.close()
    }
  }
})

module.exports = { ...withOptions('oxpool', {}), withOptions }
