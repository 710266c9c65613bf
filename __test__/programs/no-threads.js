// Runs one scenario in which the system refuses new threads for a while, and prints what came of it.
'use strict'

const { WorkerPool, runWorker, setTimeout, setInterval } = require('../../index.js')
const timers = require('../../lib/timers/promises.js')
const { fixture } = require('../helpers/fixture.js')
const { Limits } = require('../helpers/limits.js')
const { until, untilTrue } = require('../helpers/until.js')

const BYTES = new Uint8Array([1, 2, 3])
const GROWS = { minThreads: 0, maxThreads: 2 }

/** How something ends: with a value, or with an error, of which this is what users may rely on. */
async function endOf (body) {
  try {
    return await body()
  } catch ({ code, resource, cause }) {
    return { code, resource, cause: cause?.code }
  }
}

const fired = () => new Promise((resolve) => setTimeout(resolve, 1, 'fired'))

const scenarios = {
  async timers (limits) {
    await limits.refuseThreads()
    const refused = [
      await endOf(() => setTimeout(() => {}, 1)),
      await endOf(() => setInterval(() => {}, 1)),
      await endOf(() => timers.setTimeout(1)),
      await endOf(() => timers.setInterval(1).next())
    ]
    await limits.allowThreads()
    return { refused, later: await fired() }
  },

  async 'timers-go-on' (limits) {
    await fired()
    await limits.refuseThreads()
    return fired()
  },

  async timeouts (limits) {
    const native = new WorkerPool('native:sum', 1)
    const script = new WorkerPool(fixture('echo.js'), 1)
    await script.run(0)
    await limits.refuseThreads()
    const runs = (timeout) => Promise.all([
      endOf(() => native.run(BYTES, { timeout })),
      endOf(() => native.run(() => BYTES, { timeout })),
      endOf(() => script.run(1, { timeout })),
      endOf(() => script.run(() => 2, { timeout })),
      endOf(() => script.runSync(3, { timeout }))
    ])
    const refused = await runs(60000)
    const without = await runs(undefined)
    await limits.allowThreads()
    const later = await runs(60000)
    await Promise.all([native.close(), script.close()])
    return { refused, without, later }
  },

  async 'constructor' (limits) {
    await limits.refuseThreads()
    const refused = [
      await endOf(() => new WorkerPool('native:sum', 2)),
      await endOf(() => new WorkerPool(fixture('echo.js'), 2)),
      await endOf(() => runWorker(fixture('echo.js'), () => {}))
    ]
    await limits.allowThreads()
    const pool = new WorkerPool('native:sum', 2)
    const later = await pool.run(BYTES)
    await pool.close()
    return { refused, later }
  },

  native: (limits) => firstThread(limits, () => new WorkerPool('native:sum', GROWS), BYTES),
  script: (limits) => firstThread(limits, () => new WorkerPool(fixture('echo.js'), GROWS), 6),
  'held-back' (limits) {
    const options = { ...GROWS, maxQueue: 0, overflow: 'wait' }
    return firstThread(limits, () => new WorkerPool('native:sum', options), BYTES)
  },

  async 'first-script' (limits) {
    const pool = new WorkerPool('native:sum', 1)
    await pool.run(BYTES)
    await limits.refuseThreads()
    const run = () => endOf(() => pool.run(6, { filename: fixture('echo.js') }))
    const refused = await Promise.all([run(), run()])
    await limits.allowThreads()
    const later = await run()
    await pool.close()
    return { refused, later }
  },

  async more (limits) {
    const pool = new WorkerPool(fixture('echo.js'), { minThreads: 1, maxThreads: 3 })
    await pool.run(0)
    await limits.refuseThreads()
    const values = [...Array(100).keys()]
    const results = await Promise.all(values.map((value) => pool.run(value)))
    const threads = [pool.threads.length]
    const resized = await endOf(() => pool.resize(3))
    await limits.allowThreads()
    // An idle pool does not keep the process alive.
    const held = globalThis.setInterval(() => {}, 60000)
    await until(pool, 'workerCreate', () => pool.threads.length === 3)
    clearInterval(held)
    threads.push(pool.threads.length)
    await pool.close()
    return { isSame: String(results) === String(values), threads, resized }
  },

  async recycled (limits) {
    const told = []
    for (const filename of ['native:sum', fixture('sums.js')]) {
      const pool = new WorkerPool(filename, 2)
      await pool.run(BYTES)
      const old = pool.threads
      await limits.refuseThreads()
      let isDone = false
      const recycled = pool.recycle().then(() => { isDone = true })
      const results = await Promise.all(Array(100).fill(BYTES).map((data) => pool.run(data)))
      const isEarly = isDone
      await limits.allowThreads()
      await recycled
      const isNew = pool.threads.length === 2 && pool.threads.every((thread) => !old.includes(thread))
      told.push({ results: [...new Set(results)], isEarly, isNew, later: await pool.run(BYTES) })
      await pool.close()
    }
    return told
  },

  async lost (limits) {
    const pool = new WorkerPool(fixture('exits.js'), 1)
    const echo = { filename: fixture('echo.js') }
    await pool.run(0, echo)
    await limits.refuseThreads()
    const ends = await Promise.all([endOf(() => pool.run(7)), endOf(() => pool.run(1, echo))])
    const next = await endOf(() => pool.run(2, echo))
    const now = await endOf(() => pool.runSync(3, echo))
    await limits.allowThreads()
    const later = await pool.run(4, echo)
    await pool.close()
    return { ends: ends.map(({ code }) => code), next: next.code, now: now.code, later }
  },

  async deaf (limits) {
    const pool = new WorkerPool(fixture('never-returns.js'), 1, { abortGrace: 1 })
    const echo = { filename: fixture('echo.js') }
    await pool.run(0, echo)
    await limits.refuseThreads()
    const controller = new AbortController()
    const cells = new Int32Array(new SharedArrayBuffer(8))
    const running = endOf(() => pool.run({ gate: cells.buffer }, { signal: controller.signal }))
    await untilTrue(() => Atomics.load(cells, 1) === 1)
    controller.abort()
    const { code } = await running
    const next = await endOf(() => pool.run(1, echo))
    await limits.allowThreads()
    const later = await pool.run(2, echo)
    await pool.close()
    return { ended: code, next: next.code, later }
  }
}

async function firstThread (limits, makePool, data) {
  await limits.refuseThreads()
  const pool = makePool()
  const runs = () => Promise.all([1, 2, 3, 4].map(() => endOf(() => pool.run(data))))
  const refused = [...await runs(), ...await runs(), await endOf(() => pool.runSync(data))]
  const { pending, queueSize } = pool
  await limits.allowThreads()
  const later = await runs()
  await pool.close()
  return { refused, pending, queueSize, later }
}

async function main () {
  const told = await scenarios[process.argv[2]](new Limits())
  console.log(JSON.stringify(told))
}

main()
