// Ends a process, or threads of it one after the other, while kernels work on memory of the process or thread.
'use strict'

const { setImmediate: turn } = require('node:timers/promises')
const { isMainThread, parentPort, Worker, workerData } = require('node:worker_threads')
const { WorkerPool, move } = require('../../index.js')
const { nativeJob, names } = require('../helpers/native-jobs.js')
const { toShared } = require('../helpers/typed-arrays.js')

/** Sizes at which each task runs for some time, but not too long to wait for. */
const sizes = { sort: 6e5, argsort: 6e5, compress: 1e6, matmul: 1e5, decompress: 1e6, primes: 3e8 }

const places = {
  shared: toShared,
  moved: move,
  copied: (array) => array
}

/** Submits two jobs on each kind of memory. Resolves when the first job runs. */
async function begin (task) {
  const pool = new WorkerPool(`native:${task}`, 2)
  for (const place of Object.values(places)) {
    for (let job = 0; job < 2; job += 1) pool.run(jobOf(task, place)).catch(() => {})
  }
  while (pool.stats().jobs === 0) await turn()
}

/** Makes a job's data. A moved `out` can't be filled, so without shared memory the product is a new array. */
function jobOf (task, place) {
  const data = nativeJob(task, sizes[task] ?? 2e5, place)
  if (task === 'matmul' && place !== toShared) delete data.out
  return data
}

const ends = {
  'natural end': () => {},
  'process.exit(3)': () => process.exit(3),
  'uncaught error': () => { throw new Error('uncaught on purpose') },
  'terminate()': () => { parentPort.postMessage('begun') }
}
/** The exit codes of each way to end. A thread may have finished before it is terminated. */
const codes = { 'natural end': [0], 'process.exit(3)': [3], 'uncaught error': [1], 'terminate()': [0, 1] }

/** Ends this process or thread while these tasks run. */
async function beginAndEnd (tasks, end) {
  await Promise.all(tasks.map(begin))
  // Called outside the promise, so that the error is uncaught and no rejection.
  process.nextTick(ends[end])
}

function inThread (task, end) {
  return new Promise((resolve) => {
    const worker = new Worker(__filename, { workerData: [[task], end] })
    worker.on('error', () => {})
    worker.on('message', () => worker.terminate())
    worker.on('exit', resolve)
  })
}

/** Ends one thread after the other. Meanwhile a pool of the main thread uses memory again that ended threads had. */
async function inThreads (end, rounds) {
  const pool = new WorkerPool('native:sum', 2)
  for (let left = rounds; left > 0; left -= 1) {
    for (const task of names) {
      const code = await inThread(task, end)
      if (!codes[end].includes(code)) throw new Error(`${task}: the thread's code was ${code}`)
      if (await pool.run(new Float64Array(1e5).fill(1)) !== 1e5) throw new Error(`${task}: memory was written to`)
    }
  }
  await pool.close()
  console.log('done')
}

if (module !== require.main && isMainThread) {
  module.exports = { ends: Object.keys(ends), codes }
} else if (!isMainThread) {
  beginAndEnd(...workerData)
} else {
  const [place, end, rounds] = process.argv.slice(2)
  if (place === 'threads') inThreads(end, Number(rounds))
  else beginAndEnd(names, end)
}
