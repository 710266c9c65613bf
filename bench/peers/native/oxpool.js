// Runs the native tasks of this repository on a pool of native threads.
'use strict'

const { ownVersion } = require('../../lib/versions')

module.exports = {
  name: 'oxpool',
  version: ownVersion(),
  load (task, threads) {
    const { WorkerPool } = require('../../..')
    const pool = new WorkerPool(`native:${task}`, threads)
    return { run: (data) => pool.run(data), close: () => pool.close() }
  }
}
