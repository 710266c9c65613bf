// Terminates threads with many timers, again and again. The main thread's timers must work meanwhile and afterwards.
'use strict'

const { once } = require('node:events')
const path = require('node:path')
const { Worker } = require('node:worker_threads')
const { setTimeout, setInterval } = require('../../index.js')

/** Terminates a thread at once, when it is online, when it is busy, or a little after that. */
async function round (number) {
  const worker = new Worker(path.join(__dirname, 'timers-busy-worker.js'), { workerData: number % 7 })
  if (number % 4 > 0) await once(worker, number % 4 > 1 ? 'message' : 'online')
  if (number % 4 === 3) await new Promise((resolve) => setTimeout(resolve, number % 5))
  await worker.terminate()
}

async function main () {
  let ticks = 0
  const interval = setInterval(() => { ticks += 1 }, 1)
  const pending = setTimeout(() => {}, 3600000)
  const lanes = [0, 1].map(async (lane) => {
    for (let number = Number(process.argv[2]); number > 0; number -= 1) await round(number + lane)
  })
  await Promise.all(lanes)
  interval.close()
  pending.close()
  setTimeout(() => console.log(ticks > 0), 1)
}

main()
