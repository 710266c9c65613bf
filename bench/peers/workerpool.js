// Sets up workerpool on threads, and starts all of them at once.
'use strict'

const { PoppedQueues } = require('../lib/two-queues')
const { versionOf } = require('../lib/versions')
const { workerFile } = require('../lib/worker-file')

module.exports = {
  name: 'workerpool',
  version: versionOf('workerpool'),
  start (task, threads, { hasPriorities = false } = {}) {
    const workerpool = require('workerpool')
    const pool = workerpool.pool(workerFile(task, 'workerpool'), {
      workerType: 'thread',
      minWorkers: threads,
      maxWorkers: threads,
      ...hasPriorities && { queueStrategy: new PoppedQueues(({ options }) => options.metadata.isHigh) }
    })
    return {
      run: (data) => pool.exec(task, [data]),
      // workerpool takes no signal, but its promises can be cancelled.
      runWithSignal (data, signal) {
        const promise = pool.exec(task, [data])
        signal.addEventListener('abort', () => promise.cancel().catch(() => {}), { once: true })
        return promise
      },
      runWithPriority: (data, isHigh) => pool.exec(task, [data], { metadata: { isHigh } }),
      close: () => pool.terminate(true)
    }
  }
}
