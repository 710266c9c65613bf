// A Worker that uses pools as any program does, and posts the results.
'use strict'

const { parentPort } = require('node:worker_threads')
const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

async function main () {
  const scripts = new WorkerPool(fixture('doubles.js'), 2)
  const native = new WorkerPool('native:sort', 2)
  const shared = new Int32Array(new SharedArrayBuffer(12))
  shared.set([3, 1, 2])
  const doubled = Promise.all(Array.from({ length: 500 }, (_, number) =>
    scripts.run(number % 2 ? number : () => number)))
  const isSame = await native.run(shared) === shared
  const posted = { sum: (await doubled).reduce((total, number) => total + number), sorted: [...shared], isSame }
  await Promise.all([scripts.close(), native.close()])
  parentPort.postMessage(posted)
}

main()
