// Brings a process, or a thread of it, to a stage of a pool's life, and ends it there in one of three ways.
'use strict'

const { isMainThread, Worker, workerData } = require('node:worker_threads')
const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { sharedNumbers } = require('../helpers/typed-arrays.js')

const ignore = () => {}
const open = (file = 'echo.js', threads = 2) => new WorkerPool(fixture(file), threads)

const stages = {
  required: ignore,
  created: () => { open() },
  'created native': () => { new WorkerPool('native:sort', 2) }, // eslint-disable-line no-new
  'worker starting': () => { open().run(1).catch(ignore) },
  'worker used': async () => { await open().run(1) },
  'first job in flight': async () => {
    const gate = new Gate()
    open('waits-at-gate.js').run({ gate: gate.buffer }).catch(ignore)
    await gate.reachedBy(1)
    // Opens the gate after the end has begun, since a natural end waits for the job.
    setImmediate(() => setImmediate(() => gate.open()))
  },
  'native job running': () => { new WorkerPool('native:sort', 2).run(sharedNumbers(1e6)).catch(ignore) },
  'native jobs queued': () => {
    const pool = new WorkerPool('native:sort', 2)
    for (let job = 0; job < 20; job += 1) pool.run(sharedNumbers(1e5)).catch(ignore)
  },
  'lazily waiting': () => new Promise((resolve) => {
    open().run(() => { resolve(); return new Promise((resolve) => setImmediate(resolve, 1)) }).catch(ignore)
  }),
  closing: () => {
    const pool = open()
    pool.run(1).catch(ignore)
    pool.close()
  },
  closed: async () => {
    const pool = open()
    await pool.run(1)
    await pool.close()
  },
  destroyed: async () => {
    const pool = open()
    pool.run(1).catch(ignore)
    await pool.destroy()
  },
  '1000 in flight': async () => {
    const pool = open()
    await pool.run(1)
    for (let job = 0; job < 1000; job += 1) pool.run(job).catch(ignore)
  }
}

const ends = {
  'natural end': ignore,
  'process.exit(3)': () => process.exit(3),
  'uncaught error': () => { throw new Error('uncaught on purpose') }
}

async function main ([stage, end]) {
  await stages[stage]()
  // Called outside the promise, so that the error is uncaught and no rejection.
  process.nextTick(ends[end])
}

function inThread (stageAndEnd) {
  const worker = new Worker(__filename, { workerData: stageAndEnd })
  worker.on('error', (error) => console.error(error.message))
  worker.on('exit', (code) => { process.exitCode = code })
}

if (module !== require.main && isMainThread) {
  module.exports = { stages: Object.keys(stages), ends: Object.keys(ends) }
} else if (!isMainThread) {
  main(workerData)
} else {
  const [place, ...stageAndEnd] = process.argv.slice(2)
  if (place === 'thread') inThread(stageAndEnd)
  else main(stageAndEnd)
}
