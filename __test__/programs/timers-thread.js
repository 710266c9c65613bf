// Prints how many driver threads the process has: before a timer is set, after one is set, and with timers in several
// threads.
'use strict'

const fs = require('node:fs')
const { once } = require('node:events')
const { isMainThread, parentPort, Worker } = require('node:worker_threads')
const { setTimeout } = require('../../index.js')
const { untilTrue } = require('../helpers/until.js')

const HOUR = 3600000

function count () {
  const names = fs.readdirSync('/proc/self/task').map((id) =>
    fs.readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim())
  return names.filter((name) => name === 'oxpool-timers').length
}

const fired = () => new Promise((resolve) => setTimeout(resolve, 0))

async function main () {
  const counts = [count()]
  await fired()
  // A thread gets its name a little after it has started.
  await untilTrue(() => count() > 0)
  counts.push(count())
  const workers = [1, 2].map(() => new Worker(__filename))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  setTimeout(() => {}, HOUR).unref()
  await fired()
  counts.push(count())
  await Promise.all(workers.map((worker) => worker.terminate()))
  console.log(JSON.stringify(counts))
}

async function beThere () {
  setTimeout(() => {}, HOUR)
  await fired()
  parentPort.postMessage('set')
}

if (isMainThread) main()
else beThere()
