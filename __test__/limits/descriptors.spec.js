// Tests what happens when the process has no file descriptors left, and that all goes on once it has some again.
'use strict'

const { atLimit } = require('../helpers/limited.js')

const PROGRAM = 'no-descriptors.js'

atLimit('jobs reject if a Worker gets no descriptors or not enough, and later jobs run', PROGRAM, 'threads', {
  none: 'ERR_OXPOOL_SYSTEM: thread', others: [6, 'ERR_OXPOOL_SYSTEM: thread'], later: 6
})

atLimit('runSync() throws if the Worker that it waits for gets no descriptors or not enough', PROGRAM, 'run-sync', {
  none: 'ERR_OXPOOL_SYSTEM: thread', others: [6, 'ERR_OXPOOL_SYSTEM: thread'], later: 6
})

atLimit('a job whose worker file can\'t be opened rejects, and later the same thread loads it', PROGRAM, 'files', {
  refused: 'ERR_OXPOOL_SYSTEM: file', later: 12
})

atLimit('runWorker() calls back with the error', PROGRAM, 'workers', {
  code: 'ERR_OXPOOL_SYSTEM', resource: 'thread'
})

atLimit('trace() throws, and works later', PROGRAM, 'traces', {
  refused: 'ERR_OXPOOL_SYSTEM: file', sum: 6, jobs: 1
})

atLimit('a thread that is refused though a sticky broadcast waits for it is no error of the pool', PROGRAM, 'sticky', {
  first: ['sticky'], atLimit: 1, later: [6, 6]
})
