// workerpool on threads, all of them started at once.
'use strict'

const { versionOf } = require('../lib/versions')
const { workerFile } = require('../lib/worker-file')

module.exports = {
  name: 'workerpool',
  version: versionOf('workerpool'),
  start (task, threads) {
    const workerpool = require('workerpool')
    const pool = workerpool.pool(workerFile(task, 'workerpool'), {
      workerType: 'thread',
      minWorkers: threads,
      maxWorkers: threads
    })
    return {
      run: (data) => pool.exec(task, [data]),
      // It takes no signal: its promises can be cancelled.
      runWithSignal (data, signal) {
        const promise = pool.exec(task, [data])
        signal.addEventListener('abort', () => promise.cancel().catch(() => {}), { once: true })
        return promise
      },
      close: () => pool.terminate(true)
    }
  }
}
