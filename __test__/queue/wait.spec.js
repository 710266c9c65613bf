// Tests overflow 'wait': runs that find the queue full are held back, and are let in when there is room.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const wait = { maxQueue: 2, overflow: 'wait' }

test('all jobs run, and queueSize counts the runs that are held back', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, wait)
  const runs = Array.from({ length: 100 }, (_, number) => pool.run(number % 2 ? number : () => number))
  expect({ queueSize: pool.queueSize, pending: pool.pending }).toEqual({ queueSize: 100, pending: 101 })
  gate.open()
  expect(await Promise.all(runs)).toEqual(runs.map((_, number) => number))
  expect({ queueSize: pool.queueSize, pending: pool.pending }).toEqual({ queueSize: 0, pending: 0 })
})

test('runs that are held back are let in by priority, and within one priority in order', async () => {
  const { pool, gate } = await openHeldPool(fixture('logs-start.js'), 1, { ...wait, maxQueue: 1 })
  const log = new Log(100)
  const priorities = ['high', 'low', 'normal']
  const run = (number) => pool.run({ log: log.buffer, number }, { priority: priorities[number % 3] })
  const runs = Array.from({ length: 60 }, (_, number) => run(number))
  gate.open()
  await Promise.all(runs)
  const rank = (number) => ['high', 'normal', 'low'].indexOf(priorities[number % 3])
  expect(log.entries).toEqual(runs.map((_, number) => number).sort((a, b) => rank(a) - rank(b) || a - b))
})

test('the data of a run that is held back is not cloned or moved until there is room', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { ...wait, maxQueue: 0 })
  let reads = 0
  const data = { get value () { reads += 1; return 1 } }
  const moved = new ArrayBuffer(8)
  const uncloneable = failureOf(pool.run({ value: () => {} }))
  const runs = [pool.run(data), pool.run(moved, { transferList: [moved] })]
  expect({ reads, byteLength: moved.byteLength }).toEqual({ reads: 0, byteLength: 8 })
  gate.open()
  const [first, second] = await Promise.all(runs)
  expect([first, second.byteLength]).toEqual([{ value: 1 }, 8])
  expect((await uncloneable).name).toBe('DataCloneError')
  expect(moved.byteLength).toBe(0)
})

test('a run that is aborted while it is held back is never let in', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { ...wait, maxQueue: 0 })
  const controller = new AbortController()
  const getData = jest.fn()
  const aborted = failureOf(pool.run(getData, { signal: controller.signal }))
  const other = pool.run('other', { signal: new AbortController().signal })
  controller.abort('no more')
  expect(await aborted).toMatchObject({ code: 'ABORT_ERR', cause: 'no more' })
  expect(pool.queueSize).toBe(1)
  gate.open()
  expect(await other).toBe('other')
  expect(getData).not.toHaveBeenCalled()
})

test('a job that was held back and then let in can be aborted like any other', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1, { ...wait, maxQueue: 0, abortGrace: 0 })
  const controller = new AbortController()
  let ask
  const asked = new Promise((resolve) => { ask = resolve })
  const run = failureOf(pool.run(() => { ask(); return new Promise(() => {}) }, { signal: controller.signal }))
  gate.open()
  await Promise.all([...holders, asked])
  controller.abort()
  expect((await run).code).toBe('ABORT_ERR')
  expect(await pool.run('after')).toBe('after')
})

test('close() finishes the runs that are held back', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, wait)
  const runs = Array.from({ length: 20 }, (_, number) => pool.run(number))
  const closed = pool.close()
  expect((await failureOf(pool.run(1))).code).toBe('ERR_OXPOOL_CLOSED')
  gate.open()
  await closed
  expect(await Promise.all(runs)).toEqual(runs.map((_, number) => number))
})

test('destroy() rejects the runs that are held back', async () => {
  const { pool } = await openHeldPool(echo, 1, wait)
  const errors = Array.from({ length: 20 }, (_, number) => failureOf(pool.run(number)))
  const destroyed = pool.destroy()
  expect((await Promise.all(errors)).map(({ code }) => code)).toEqual(Array(20).fill('ERR_OXPOOL_CLOSED'))
  await destroyed
  expect({ queueSize: pool.queueSize, pending: pool.pending }).toEqual({ queueSize: 0, pending: 0 })
})

test('runs that are held back survive crashes of threads, and reject if their worker file can\'t be used', async () => {
  const pool = openPool(fixture('exits.js'), 1, wait)
  const runs = Array.from({ length: 8 }, (_, number) =>
    number % 2 ? pool.run(number, { filename: echo }) : failureOf(pool.run(number)).then(({ exitCode }) => exitCode))
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  const broken = openPool(fixture('exits-at-load.js'), 1, wait)
  const errors = await Promise.all(Array.from({ length: 8 }, (_, number) => failureOf(broken.run(number))))
  expect(errors.map(({ code }) => code)).toEqual(Array(8).fill('ERR_OXPOOL_WORKER_FILE'))
})

test('a native pool holds back runs of a worker file while its threads are plain, and then runs them', async () => {
  const pool = openPool('native:sum', 1, { ...wait, maxQueue: 0 })
  const runs = Array.from({ length: 20 }, (_, number) =>
    number % 2 ? pool.run(number, { filename: echo }) : pool.run(Int8Array.of(number)))
  expect(await Promise.all(runs)).toEqual(runs.map((_, number) => number))
})

test('a process lives until the runs that are held back are done', async () => {
  const { runChild } = require('../helpers/child.js')
  const program = `
    const { WorkerPool } = require('..')
    const pool = new WorkerPool(${JSON.stringify(echo)}, 1, { maxQueue: 0, overflow: 'wait' })
    Promise.all(Array.from({ length: 50 }, (_, number) => pool.run(number))).then(({ length }) => console.log(length))`
  expect(await runChild('-e', program)).toEqual({ code: 0, signal: null, stdout: '50\n', stderr: '' })
})
