// Uses pools and timers in a Jest of its own, and holds on to what it has used. Only the last resource is left open.
'use strict'

const { AsyncResource } = require('node:async_hooks')
const { fixture } = require('../../helpers/fixture.js')
const { WorkerPool, setTimeout, setInterval } = require('../../../index.js')

const held = []
const ignore = () => {}

test('timers', async () => {
  const interval = setInterval(ignore, 0.5)
  held.push(interval, setTimeout(ignore, 0), setTimeout(ignore, 1e6).close(), setTimeout(ignore, 1e6).unref())
  await new Promise((resolve) => held.push(setTimeout(resolve, 2)))
  held[1].refresh()
  interval.close()
  await new Promise((resolve) => held.push(setTimeout(resolve, 2)))
})

test('a pool of a worker file', async () => {
  const pool = new WorkerPool(fixture('echo.js'), 2)
  const controller = new AbortController()
  const runs = [
    pool.run(1),
    pool.run(() => 2, { onProgress: ignore }),
    pool.run(async () => { throw new Error('no data') }),
    pool.run(() => 3, { signal: controller.signal, timeout: 1e6 }),
    pool.exec(() => 4),
    pool.broadcast(() => 5, { sticky: true }),
    pool.stream(() => 6).next()
  ]
  controller.abort()
  held.push(pool, controller, ...runs)
  await Promise.allSettled(runs)
  for await (const value of pool.map([7, () => 8])) held.push(value)
  await pool.close()
})

test('a pool of native tasks', async () => {
  const pool = new WorkerPool('native:sum', { threads: 1, maxQueue: 1, overflow: 'wait' })
  const runs = Array.from({ length: 5 }, () => pool.run(() => Int8Array.of(1, 2)))
  held.push(pool, ...runs)
  expect(await Promise.all(runs)).toEqual([3, 3, 3, 3, 3])
  await pool.close()
})

test('a resource that is left open is reported', () => {
  held.push(new AsyncResource('left open by the test', { requireManualDestroy: true }))
})
