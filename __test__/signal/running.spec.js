// Tests the abort of a running job: the job is asked to stop, and its run rejects at once.
'use strict'

const { once } = require('node:events')
const { MessageChannel } = require('node:worker_threads')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

/** Submits a job that gets a port, and returns the run and the other end of the port. */
async function startWithPort (pool, data, options) {
  const { port1, port2 } = new MessageChannel()
  const run = pool.run({ ...data, port: port2 }, { ...options, transferList: [port2] })
  run.catch(() => {})
  return { run, port: port1 }
}

test('an abort raises the handler\'s signal and rejects the run, and the thread lives on', async () => {
  const pool = openPool(fixture('waits-for-abort.js'), 1, { abortGrace: Infinity })
  const [worker] = pool.threads
  const controller = new AbortController()
  const { run, port } = await startWithPort(pool, { value: 7 }, { signal: controller.signal })
  expect((await once(port, 'message'))[0]).toBe('ready')
  controller.abort('enough')
  expect(await failureOf(run)).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' })
  expect((await once(port, 'message'))[0]).toEqual({ aborted: true, reason: 'enough', value: 7 })
  expect(await pool.run('after', { filename: fixture('echo.js') })).toBe('after')
  expect(pool.threads).toEqual([worker])
  port.close()
})

test('a handler that reads its signal after the abort finds it aborted', async () => {
  const pool = openPool(fixture('reads-signal-late.js'), 1, { abortGrace: Infinity })
  const gate = new Gate()
  const controller = new AbortController()
  const { run, port } = await startWithPort(pool, { gate: gate.buffer }, { signal: controller.signal })
  await gate.reachedBy(1)
  controller.abort()
  gate.open()
  expect((await failureOf(run)).name).toBe('AbortError')
  expect((await once(port, 'message'))[0]).toBe(true)
  port.close()
})

test('after an abort the signal of the next job on that thread is not raised', async () => {
  const pool = openPool(fixture('waits-for-abort.js'), 1, { abortGrace: Infinity })
  const controller = new AbortController()
  const { run, port } = await startWithPort(pool, {}, { signal: controller.signal })
  await once(port, 'message')
  controller.abort()
  await failureOf(run)
  expect(await pool.run(1, { filename: fixture('tells-context.js') })).toMatchObject({ isAborted: false })
  port.close()
})

test('a job that is aborted while it waits for its data frees its thread', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const [worker] = pool.threads
  const controller = new AbortController()
  let give
  const asked = new Promise((resolve) => {
    const getData = () => { resolve(); return new Promise((resolve) => { give = resolve }) }
    pool.run(getData, { signal: controller.signal }).catch(() => {})
  })
  await asked
  controller.abort()
  expect(await pool.run('after')).toBe('after')
  give('too late')
  expect(await pool.run('at last')).toBe('at last')
  expect(pool.threads).toEqual([worker])
})

test.each([
  ['five jobs', 5],
  ['fifty jobs', 50]
])('aborted native jobs reject, and the next one works: %s', async (_, jobs) => {
  const pool = openPool('native:sort', 2)
  const controller = new AbortController()
  const data = () => new Float64Array(1e5).map(() => Math.random())
  const runs = Array.from({ length: jobs }, () => failureOf(pool.run(data(), { signal: controller.signal })))
  controller.abort('enough')
  const errors = await Promise.all(runs)
  expect(errors.map(({ name, cause }) => [name, cause])).toEqual(runs.map(() => ['AbortError', 'enough']))
  expect(await pool.run(Int8Array.of(2, 1))).toEqual(Int8Array.of(1, 2))
})

const aborted = { kind: 'DOMException', isError: true, name: 'AbortError', code: 20 }

test.each([
  ['the default reason', undefined, aborted],
  [
    'the reason of AbortSignal.timeout()',
    new DOMException('late', 'TimeoutError'),
    { ...aborted, name: 'TimeoutError', message: 'late', code: 23 }
  ],
  [
    'the user\'s own error',
    Object.assign(new RangeError('mine'), { code: 'MINE' }),
    { kind: 'RangeError', isError: true, name: 'RangeError', message: 'mine', code: 'MINE' }
  ]
])('an abort reason that is an error keeps its class, name, message and code: %s', async (_, reason, expected) => {
  const pool = openPool(fixture('describes-reason.js'), 1, { abortGrace: Infinity })
  const gate = new Gate()
  const controller = new AbortController()
  const run = failureOf(pool.run({ gate: gate.buffer }, { signal: controller.signal }))
  await gate.reachedBy(1)
  const told = once(pool, 'message')
  controller.abort(reason)
  expect((await told)[0]).toMatchObject(expected)
  expect((await run).cause).toBe(controller.signal.reason)
})

test.each([1, 2])('the abort reason of a nested job arrives as an AbortError: %i threads', async (threads) => {
  const pool = openPool(fixture('describes-reason.js'), threads, { abortGrace: Infinity })
  const told = once(pool, 'message')
  expect(await pool.run({ gate: new Gate().buffer }, { name: 'nests' })).toBe('AbortError')
  expect((await told)[0]).toMatchObject(aborted)
})
