// Runs a storm on one pool, or on several pools at the same time, prints the faults, and ends by itself.
//
//     node storm.js KIND SEED JOBS
'use strict'

const fs = require('node:fs')
const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { Random } = require('../helpers/random.js')
const { Storm } = require('../helpers/storm.js')
const { untilTrue } = require('../helpers/until.js')

const storm = fixture('storm.js')
const CRASH = 'ERR_OXPOOL_WORKER_CRASH'

// The grace is short, so that deaf jobs cost little time.
const abortGrace = 5

const kinds = {
  /** A thread dies only because of the job that it runs, so no job may fail because of another. */
  alone: { args: [storm, 3, { abortGrace }], without: ['nest', 'terminate', 'resize', 'broadcast'], mayFail: [] },
  changing: {
    args: [storm, { minThreads: 0, maxThreads: 4, idleTimeout: 1, maxTasksPerWorker: 50, abortGrace }],
    mayFail: [CRASH]
  },
  shared: { args: [storm, 2, { concurrentTasksPerWorker: 8, abortGrace }], mayFail: [CRASH] },
  recycled: { args: [storm, 2, { concurrentTasksPerWorker: 3, maxTasksPerWorker: 25, abortGrace }], mayFail: [CRASH] },
  plain: {
    args: ['native:sum', 2, { abortGrace }],
    without: ['run', 'lazy', 'nest', 'sync', 'map', 'broadcast', 'endless'],
    mayFail: [CRASH]
  },
  refusing: { args: [storm, 2, { maxQueue: 8, abortGrace }], mayFail: [CRASH, 'ERR_OXPOOL_QUEUE_FULL'] },
  waiting: { args: [storm, 2, { maxQueue: 4, overflow: 'wait', abortGrace }], mayFail: [CRASH] }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Counts the threads of the process, without the timers' thread, which stays for some seconds. */
function countThreads () {
  const names = fs.readdirSync('/proc/self/task').map((id) => {
    try {
      return fs.readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim()
    } catch {
      return 'gone'
    }
  })
  return names.filter((name) => name !== 'oxpool-timers' && name !== 'gone').length
}

async function weather (kind, random, jobs, end) {
  const { args, ...settings } = kinds[kind]
  const pool = new WorkerPool(...args)
  const it = new Storm(pool, random, { jobs, ...settings })
  const fault = (text) => it.faults.push(text)
  // SIGUSR2 prints why a storm hangs.
  process.on('SIGUSR2', () => {
    const { pending, queueSize, threads, idleThreads } = pool
    console.error(kind, [...it.unsettled], { pending, queueSize, threads: threads.length, idle: idleThreads })
  })
  if (end !== undefined) {
    await it.rageUntil(() => pool[end]())
  } else {
    await it.rage()
    // A broadcast rejects with the first error, but still runs on the threads where it has begun.
    await untilTrue(() => pool.pending === 0)
    checkCounts(pool, it, fault)
    await pool.close()
  }
  if (pool.pending !== 0) fault(`${pool.pending} are pending after the end`)
  if (pool.threads.length !== 0) fault(`${pool.threads.length} threads after the end`)
  const { completed } = pool
  if (completed < it.least || completed > it.most) {
    fault(`${completed} completed, and from ${it.least} to ${it.most} were accepted`)
  }
  return { kind, faults: it.faults, seen: it.seen }
}

function checkCounts (pool, it, fault) {
  const { pending, completed, leases } = pool.stats()
  if (pending !== 0 || pool.pending !== 0) fault(`${pending} are pending though all have settled`)
  if (completed !== pool.completed) fault(`stats() has ${completed} completed, the pool ${pool.completed}`)
  if (pool.queueSize !== 0) fault(`${pool.queueSize} are queued though all have settled`)
  if (leases.out + leases.waiting !== 0) {
    fault(`${leases.out} leases are out and ${leases.waiting} wait though all have settled`)
  }
}

async function main () {
  const [kind, seed, jobs, end] = process.argv.slice(2)
  const random = new Random(Number(seed))
  // Makes Node start the threads that it starts on first use, since they are not the pool's.
  await fs.promises.stat('.')
  console.assert(process.stdout && process.stderr)
  const before = countThreads()
  const names = kind === 'all' ? Object.keys(kinds) : [kind]
  const results = await Promise.all(names.map((name) => weather(name, random, Math.ceil(jobs / names.length), end)))
  // A thread that has reported its end may still be ending.
  let after = countThreads()
  for (let left = 20000; left > 0 && after > before; left -= 1) {
    await turn()
    after = countThreads()
  }
  console.log(JSON.stringify({ results, threadsLeft: after - before }))
}

main()
