// Runs one scenario in which the process has no file descriptors left for a while, and prints what came of it.
'use strict'

const { once } = require('node:events')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { WorkerPool, runWorker } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')
const { Limits } = require('../helpers/limits.js')
const { until } = require('../helpers/until.js')

const FEW = 100
const MANY = 1000

/** How something ends: with a value, or with an error, of which this is what users may rely on. */
async function endOf (body) {
  try {
    return await body()
  } catch ({ code, resource, cause }) {
    return `${code}: ${resource ?? cause?.code}`
  }
}

/** Runs `body` while only `free` descriptors can be opened. */
async function withFree (free, limits, body) {
  await limits.setDescriptors(FEW)
  const taken = []
  try {
    for (;;) taken.push(fs.openSync('/dev/null'))
  } catch {}
  for (let count = 0; count < free; count += 1) fs.closeSync(taken.pop())
  const result = await body()
  for (const descriptor of taken) fs.closeSync(descriptor)
  await limits.setDescriptors(MANY)
  return result
}

const scenarios = {
  async threads (limits) {
    const pool = new WorkerPool(fixture('echo.js'), { minThreads: 0, maxThreads: 1 })
    const run = () => endOf(() => pool.run(6))
    const ends = []
    for (let free = 0; free < 16; free += 1) ends.push(await withFree(free, limits, run))
    const later = await run()
    await pool.close()
    return { none: ends[0], others: [...new Set(ends)].sort(), later }
  },

  async 'run-sync' (limits) {
    const pool = new WorkerPool(fixture('echo.js'), { minThreads: 0, maxThreads: 1 })
    const run = () => endOf(async () => pool.runSync(6))
    const ends = []
    for (const free of [0, 1, 3, 15]) ends.push(await withFree(free, limits, run))
    const later = await run()
    await pool.close()
    return { none: ends[0], others: [...new Set(ends)].sort(), later }
  },

  async sticky (limits) {
    const pool = new WorkerPool(fixture('echo.js'), { minThreads: 1, maxThreads: 2 })
    const first = await pool.broadcast('sticky', { sticky: true })
    const resize = () => endOf(async () => {
      const gone = once(pool, 'workerDestroy')
      pool.resize(2)
      await gone
      return pool.threads.length
    })
    const atLimit = await withFree(0, limits, resize)
    const held = setInterval(() => {}, 60000)
    await until(pool, 'workerCreate', () => pool.threads.length === 2)
    clearInterval(held)
    const later = await pool.broadcast(6)
    await pool.close()
    return { first, atLimit, later }
  },

  async files (limits) {
    const pool = new WorkerPool(fixture('echo.js'), 1)
    await pool.run(0)
    const run = () => endOf(() => pool.run(6, { filename: fixture('doubles.js') }))
    const refused = await withFree(0, limits, run)
    const later = await run()
    await pool.close()
    return { refused, later }
  },

  async workers (limits) {
    const error = await withFree(0, limits, () => new Promise((resolve) => {
      const worker = runWorker(fixture('echo.js'), (error) => {
        if (error?.code !== undefined) worker.once('exit', () => resolve(error))
      })
    }))
    return { code: error.code, resource: error.resource }
  },

  async traces (limits) {
    const pool = new WorkerPool('native:sum', 1)
    const file = path.join(os.tmpdir(), `oxpool-${process.pid}.json`)
    const refused = await withFree(0, limits, () => endOf(() => pool.trace(file)))
    const stop = pool.trace(file)
    const sum = await pool.run(new Uint8Array([1, 2, 3]))
    await stop()
    await pool.close()
    const events = JSON.parse(fs.readFileSync(file, 'utf8'))
    fs.unlinkSync(file)
    return { refused, sum, jobs: events.filter(({ cat }) => cat === 'job').length }
  }
}

async function main () {
  const told = await scenarios[process.argv[2]](new Limits())
  console.log(JSON.stringify(told))
}

main()
