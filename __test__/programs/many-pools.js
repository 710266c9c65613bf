// Makes and ends many pools one after the other, and prints how many threads and handles there are before and after.
'use strict'

const fs = require('node:fs')
const { WorkerPool } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

const [kind, count, end] = process.argv.slice(2)
const TURNS = 50000
const turn = () => new Promise((resolve) => setImmediate(resolve))
const countThreads = () => Number(/^Threads:\s*(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1])
const countAll = () => ({ threads: countThreads(), handles: process.getActiveResourcesInfo().length })

async function usePool () {
  const pool = kind === 'native' ? new WorkerPool('native:sort', 2) : new WorkerPool(fixture('echo.js'), 1)
  await pool.run(Int8Array.of(2, 1))
  await pool[end]()
}

async function main () {
  // Node makes these streams when they are first read. Their handles are not the pool's.
  console.assert(process.stdout && process.stderr)
  await turn()
  const before = countAll()
  for (let index = 0; index < Number(count); index += 1) await usePool()
  // A thread that has reported its end may still be ending, and a port may still be closing.
  let after = countAll()
  for (let left = TURNS; left > 0 && (after.threads > before.threads || after.handles > before.handles); left -= 1) {
    await turn()
    after = countAll()
  }
  console.log(JSON.stringify({ before, after }))
}

main()
