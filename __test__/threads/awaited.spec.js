// Tests that an idle thread does not block for its ten milliseconds while its event loop has something to wait for.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const index = require.resolve('../../index.js')

const MODULES = { Node: 'node:timers', oxpool: index }

/** Leaves a timer of five milliseconds behind. Posts how many milliseconds later it has fired. */
const leaveTimer = (name) => {
  const { setTimeout } = require(name)
  const { parentPort } = require('node:worker_threads')
  const start = performance.now()
  setTimeout(() => parentPort.postMessage(performance.now() - start), 5)
}

const timers = Object.entries(MODULES)

test.each(timers)('a timer of %s that a job left behind fires while the thread is idle', async (_, name) => {
  const pool = openPool(fixture('echo.js'), 1)
  const times = []
  for (let job = 0; job < 40; job += 1) {
    const fired = new Promise((resolve) => pool.once('message', resolve))
    await pool.exec(leaveTimer, [name])
    times.push(await fired)
  }
  // A thread that blocks does so for ten milliseconds. A busy machine delays some of the timers, but hardly most.
  expect(times.sort((one, other) => one - other)[10]).toBeLessThan(9.5)
})
