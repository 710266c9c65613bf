// A Worker with timers of every kind, which are set, fire and are cancelled all the time. It posts that it is busy, and
// runs until somebody terminates it.
'use strict'

const { parentPort, workerData } = require('node:worker_threads')
const { setTimeout, setInterval } = require('../../index.js')
const waits = require('oxpool/timers/promises')

for (let number = 0; number < 2000; number += 1) setTimeout(() => {}, 1000 + number)
for (let number = 0; number < 50; number += 1) setInterval(() => {}, number / 50)
for (let number = 0; number < 50; number += 1) again(number)
waits.setTimeout(3600000)
setTimeout(() => parentPort.postMessage('busy'), workerData)

function again (number) {
  const cancelled = setTimeout(() => {}, number / 10)
  setTimeout(() => { cancelled.close(); again(number) }, number / 10)
}
