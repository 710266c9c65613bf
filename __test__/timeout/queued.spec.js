// Tests that a job whose time is over before it starts never starts.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')
const { runOut, beginTimed } = require('../helpers/run-out.js')

const echo = fixture('echo.js')
const file = fixture('logs-start.js')
const queued = { name: 'TimeoutError', code: 'ERR_OXPOOL_TIMEOUT', phase: 'queued' }

test.each([
  ['eager', (data) => data],
  ['lazy', (data) => () => data]
])('a queued job times out while the threads are busy, and never starts; other jobs run: %s', async (_, wrap) => {
  const { pool, gate } = await openHeldPool(file, 1)
  const log = new Log(3)
  const run = (number, options) => pool.run(wrap({ log: log.buffer, number }), options)
  const [first, doomed, last] = [run(1), run(2, { timeout: 1.5 }), run(3, { timeout: 1e6 })]
  const error = await failureOf(doomed)
  expect(error).toMatchObject({ ...queued, message: expect.stringMatching(/after 1\.5 ms.*queued/) })
  expect(error).toBeInstanceOf(Error)
  gate.open()
  expect(await Promise.all([first, last])).toEqual([1, 3])
  await pool.close()
  expect(log.entries).toEqual([1, 3])
})

test('the port of a queued job that times out is closed', async () => {
  const { pool, gate } = await openHeldPool(echo, 1)
  const { port1, port2 } = new MessageChannel()
  const closed = new Promise((resolve) => port1.addEventListener('close', resolve))
  expect(await failureOf(pool.run(port2, { timeout: 1, transferList: [port2] }))).toMatchObject(queued)
  await closed
  gate.open()
  expect(await pool.run(1)).toBe(1)
})

test('a timeout of 0 rejects before anything starts, and getData is never called', async () => {
  const log = new Log(1)
  const pool = openPool(file, 1)
  const getData = jest.fn()
  const failure = await failureOf(pool.run({ log: log.buffer, number: 1 }, { timeout: 0 }))
  expect(failure).toMatchObject({ ...queued, message: expect.stringContaining('0 ms') })
  expect(await failureOf(pool.run(getData, { timeout: 0 }))).toMatchObject(queued)
  await pool.close()
  expect(log.entries).toEqual([])
  expect(getData).not.toHaveBeenCalled()
})

test('a job whose time is over before its batch is submitted never starts, though threads are free', async () => {
  const log = new Log(2)
  const getData = jest.fn()
  const pool = openPool(file, 2)
  // These start at once. The others wait for the end of the tick, since each thread has a job.
  const early = [1, 1].map((number) => pool.run({ log: log.buffer, number }))
  const runs = [
    pool.run({ log: log.buffer, number: 2 }, { timeout: 5 }),
    pool.run(getData, { timeout: 5 }),
    pool.run(getData, { timeout: 5, filename: 'native:sum' }),
    pool.stream({ log: log.buffer, number: 3 }, { timeout: 5 }).next(),
    pool.broadcast({ log: log.buffer, number: 4 }, { timeout: 5 })
  ]
  // Blocks for longer than the timeout, in the tick that called run(), so before the batch is submitted.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
  for (const run of runs) expect(await failureOf(run)).toMatchObject(queued)
  await Promise.all(early)
  await pool.close()
  expect(log.entries).toEqual([1, 1])
  expect(getData).not.toHaveBeenCalled()
})

test('a job whose time is over never starts, even if its data fills a segment and is submitted at once', async () => {
  const log = new Log(1)
  const pool = openPool(file, 1)
  await pool.run({ log: log.buffer, number: 1 })
  const pad = 'x'.repeat(1 << 20)
  expect(await failureOf(pool.run({ log: log.buffer, number: 2, pad }, { timeout: 1e-6 }))).toMatchObject(queued)
  await pool.close()
  expect(log.entries).toEqual([1])
})

test('a job that times out while it waits for its data frees its thread, and late data is dropped', async () => {
  const pool = openPool(echo, 1)
  const [worker] = pool.threads
  let give
  const getData = () => new Promise((resolve) => { give = resolve })
  expect(await failureOf(pool.run(getData, { timeout: 20 }))).toMatchObject(queued)
  expect(await pool.run('after')).toBe('after')
  give?.('too late')
  expect(await pool.run('at last')).toBe('at last')
  expect(pool.threads).toEqual([worker])
})

test('a job that times out while it waits for its data frees its thread even if the submitter is blocked', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 1)
  let asked
  const isAsked = new Promise((resolve) => { asked = resolve })
  const getData = () => {
    asked()
    return new Promise(() => {})
  }
  const { failure } = await beginTimed((timeout) => pool.run(getData, { timeout }), isAsked)
  const gate = new Gate()
  const next = pool.run({ gate: gate.buffer, value: 'next' })
  await null
  // The next job can start only if the job before it was taken from the thread. This thread is blocked meanwhile.
  Atomics.wait(new Int32Array(gate.buffer), 1, 0)
  gate.open()
  expect(await failure).toMatchObject(queued)
  expect(await next).toBe('next')
})

test('a job gets its own data by port, even if the job before it timed out while its data was on the way', async () => {
  const pool = openPool(echo, 1)
  for (let round = 0; round < 200; round += 1) {
    const [one, two] = [new MessageChannel(), new MessageChannel()]
    const first = pool.run(() => one.port2, { timeout: 0.2, transferList: [one.port2] }).catch(() => {})
    const options = { transferList: [two.port2], filename: fixture('tells-keys.js') }
    const second = pool.run({ round, port: two.port2 }, options)
    await first
    expect(await second).toEqual(['round', 'port'])
    one.port1.close()
    two.port1.close()
  }
})

test('a queued job that timed out is not in queueSize, and another job gets its place', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 1 })
  expect(await failureOf(pool.run(1, { timeout: 1 }))).toMatchObject(queued)
  expect(pool.queueSize).toBe(0)
  const next = pool.run(2)
  expect(pool.queueSize).toBe(1)
  gate.open()
  expect(await next).toBe(2)
})

test('with overflow \'wait\' a run that is held back times out, and never starts', async () => {
  const { pool, gate } = await openHeldPool(file, 1, { maxQueue: 0, overflow: 'wait' })
  const log = new Log(3)
  const getData = jest.fn()
  const doomed = [
    pool.run({ log: log.buffer, number: 1 }, { timeout: 1 }),
    pool.run(getData, { timeout: 2 }),
    pool.run({ log: log.buffer, number: 2 }, { timeout: 3, priority: 'high' })
  ]
  const last = pool.run({ log: log.buffer, number: 3 }, { timeout: 1e6 })
  for (const run of doomed) expect(await failureOf(run)).toMatchObject(queued)
  expect(pool.queueSize).toBe(1)
  gate.open()
  expect(await last).toBe(3)
  await pool.close()
  expect(log.entries).toEqual([3])
  expect(getData).not.toHaveBeenCalled()
})

test('the timeout of a run that was held back still applies after it has been let in', async () => {
  const options = { maxQueue: 0, overflow: 'wait', abortGrace: Infinity }
  const { pool, gate } = await openHeldPool(fixture('waits-at-gate.js'), 1, options)
  const shut = new Gate()
  const error = runOut((timeout) => pool.run({ gate: shut.buffer }, { timeout }))
  gate.open()
  expect(await error).toMatchObject({ phase: 'running' })
  shut.open()
})

test('a run that is held back may have the longest possible timeout', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 0, overflow: 'wait' })
  const run = pool.run('in time', { timeout: 2 ** 53 - 1 })
  gate.open()
  expect(await run).toBe('in time')
})
