// Tests what happens when the system refuses new threads, and that all goes on once it allows them again.
'use strict'

const { atLimit } = require('../helpers/limited.js')

const NATIVE = { code: 'ERR_OXPOOL_SYSTEM', resource: 'thread', cause: 'EAGAIN' }
const WORKER = { code: 'ERR_OXPOOL_SYSTEM', resource: 'thread', cause: 'ERR_WORKER_INIT_FAILED' }

const times = (count, value) => Array(count).fill(value)

/** @type {[string, string, any][]} */
const claims = [
  ['a timer throws if its thread can\'t be started', 'timers', { refused: times(4, NATIVE), later: 'fired' }],
  ['timers go on while their thread is there', 'timers-go-on', 'fired'],
  ['a run with a timeout rejects if the thread that keeps it can\'t be started, and runs without go on', 'timeouts', {
    refused: times(5, NATIVE), without: [6, 6, 1, 2, 3], later: [6, 6, 1, 2, 3]
  }],
  ['the constructor and runWorker() throw if there is no thread at all', 'constructor', {
    refused: [NATIVE, WORKER, WORKER], later: 6
  }],
  ['jobs reject if the first plain thread can\'t be started, and later jobs run', 'native', {
    refused: times(9, NATIVE), pending: 0, queueSize: 0, later: times(4, 6)
  }],
  ['jobs reject if the first Worker can\'t be started, and later jobs run', 'script', {
    refused: times(9, WORKER), pending: 0, queueSize: 0, later: times(4, 6)
  }],
  ['jobs that are held back reject too if the first thread can\'t be started', 'held-back', {
    refused: times(9, NATIVE), pending: 0, queueSize: 0, later: times(4, 6)
  }],
  ['the first script of a native pool rejects if no Worker can take over, and a later one runs', 'first-script', {
    refused: [WORKER, WORKER], later: 6
  }],
  ['a pool goes on with the threads that it has, and gets the others later', 'more', {
    isSame: true, threads: [1, 3], resized: WORKER
  }],
  ['recycle() keeps the old threads at work until there can be new ones', 'recycled', times(2, {
    results: [6], isEarly: false, isNew: true, later: 6
  })],
  ['a pool whose last thread has died runs jobs again later', 'lost', {
    ends: ['ERR_OXPOOL_WORKER_CRASH', 'ERR_OXPOOL_SYSTEM'],
    next: 'ERR_OXPOOL_SYSTEM',
    now: 'ERR_OXPOOL_SYSTEM',
    later: 4
  }],
  ['an aborted task that does not stop loses its thread though no stand-by and no timer can start', 'deaf', {
    ended: 'ABORT_ERR', next: 'ERR_OXPOOL_SYSTEM', later: 2
  }]
]

for (const [claim, scenario, expected] of claims) atLimit(claim, 'no-threads.js', scenario, expected)
