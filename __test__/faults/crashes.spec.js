// Tests that a thread that dies fails its own job and no other.
'use strict'

const { once } = require('node:events')
const { runChild } = require('../helpers/child.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const filename = fixture('waits-at-gate.js')

const crashes = [
  ['an uncaught error', { file: 'throws-later.js', exitCode: 1, cause: 'thrown later' }],
  ['an unhandled rejection', { file: 'rejects-unheard.js', exitCode: 1, cause: 'thrown later' }],
  ['an uncaught error in a listener', { file: 'message-throws-later.js', exitCode: 1, cause: 'thrown later' }],
  ['process.exit(0)', { file: 'exits.js', data: 0, exitCode: 0 }],
  ['process.exit(7)', { file: 'exits.js', data: 7, exitCode: 7 }],
  ['process.exit(7) later', { file: 'exits.js', name: 'later', data: 7, exitCode: 7 }],
  ['process.exit(7) in a listener', { file: 'message-exits.js', data: 7, exitCode: 7 }]
]

describe.each(crashes)('%s', (_, { file, name, data, exitCode, cause }) => {
  const crash = (pool) => failureOf(pool.run(data, { filename: fixture(file), name }))

  test('rejects the job with ERR_OXPOOL_WORKER_CRASH, the exit code and the cause', async () => {
    const error = await crash(openPool(echo, 1))
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode })
    expect(error.message).toContain(String(exitCode))
    expect(error.cause?.message).toBe(cause)
    if (cause) expect(error.cause.name).toBe('RangeError')
  })

  test('leaves the queued jobs of a pool of one thread to the next thread', async () => {
    const pool = openPool(echo, 1)
    const [worker] = pool.threads
    const error = crash(pool)
    const runs = Array.from({ length: 20 }, (_, number) => pool.run(number % 2 ? number : () => number))
    expect((await error).code).toBe('ERR_OXPOOL_WORKER_CRASH')
    expect(await Promise.all(runs)).toEqual(runs.map((_, number) => number))
    expect(pool.threads).toEqual([expect.anything()])
    expect(pool.threads[0]).not.toBe(worker)
  })

  test('does not affect a job on another thread', async () => {
    const pool = openPool(echo, 2)
    const gate = new Gate()
    const held = pool.run({ gate: gate.buffer, value: 'held' }, { filename })
    await gate.reachedBy(1)
    const error = await crash(pool)
    expect(error.code).toBe('ERR_OXPOOL_WORKER_CRASH')
    gate.open()
    expect(await held).toBe('held')
  })
})

test('each of ten crashes in a row rejects its own job', async () => {
  const pool = openPool(echo, 1)
  const runs = Array.from({ length: 10 }, (_, number) => [
    pool.run(number),
    failureOf(pool.run(number, { filename: fixture('exits.js') }))
  ])
  for (const [number, [result, error]] of runs.entries()) {
    expect(await result).toBe(number)
    expect(await error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: number })
  }
})

test('a job that runs out of memory rejects with ERR_OXPOOL_OUT_OF_MEMORY, and the next job works', async () => {
  const pool = openPool(echo, 1, { resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 } })
  const error = await failureOf(pool.run(1, { filename: fixture('eats-memory.js') }))
  expect(error).toMatchObject({
    name: 'Error', code: 'ERR_OXPOOL_OUT_OF_MEMORY', exitCode: 1, cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' }
  })
  expect(await pool.run('after')).toBe('after')
})

test('terminate() on a thread rejects its job, and the thread is replaced', async () => {
  const pool = openPool(filename, 2)
  const [doomed, spared] = [new Gate(), new Gate()]
  const runs = [pool.run({ gate: doomed.buffer }), pool.run({ gate: spared.buffer, value: 'spared' })]
  await Promise.all([doomed.reachedBy(1), spared.reachedBy(1)])
  const created = once(pool, 'workerCreate')
  const destroyed = once(pool, 'workerDestroy')
  const [first, second] = pool.threads
  await first.terminate()
  const settled = await Promise.race(runs.map((run) => run.then((value) => ({ value }), (error) => ({ error }))))
  expect(settled.error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 1 })
  expect(await destroyed).toEqual([first])
  const [successor] = await created
  expect(pool.threads).toEqual(expect.arrayContaining([second, successor]))
  doomed.open()
  spared.open()
  expect((await Promise.allSettled(runs)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('pool.threads has the replacement instead of a terminated thread at once', async () => {
  const pool = openPool(echo, 2)
  await pool.broadcast(1)
  const [doomed, spared] = pool.threads
  doomed.terminate()
  const { threads } = pool
  expect(threads).toHaveLength(2)
  expect(threads).toContain(spared)
  expect(threads).not.toContain(doomed)
})

test('a file that ends its thread while it is loaded for a run fails that run', async () => {
  const pool = openPool(echo, 1)
  const failing = failureOf(pool.run(1, { filename: fixture('exits-at-load.js') }))
  const [error, after] = await Promise.all([failing, pool.run('after')])
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 5 })
  expect(after).toBe('after')
})

test('an uncaught error while no job runs is an error event of the pool, and the next job works', async () => {
  const pool = openPool(fixture('throws-after.js'), 1)
  const told = once(pool, 'error')
  expect(await pool.run(1)).toBe(1)
  const [error] = await told
  expect(error).toMatchObject({ name: 'RangeError', message: 'thrown after' })
  expect(await pool.run(2, { filename: echo })).toBe(2)
})

test('any other uncaught value is an error event too, even undefined', async () => {
  const pool = openPool(fixture('throws-after.js'), 1)
  for (const thrown of [undefined, null, 7]) {
    const told = once(pool, 'error')
    await pool.run(thrown, { name: 'itself' })
    expect(await told).toEqual([thrown])
  }
})

test('an error event without a listener is an uncaught exception', async () => {
  const program = `
    const { WorkerPool } = require('..')
    const pool = new WorkerPool(${JSON.stringify(fixture('throws-after.js'))}, 1)
    const alive = setInterval(() => {}, 1e6)
    process.on('uncaughtException', ({ message }) => { console.log(message); clearInterval(alive) })
    pool.run(1)`
  expect(await runChild('-e', program)).toEqual({ code: 0, signal: null, stdout: 'thrown after\n', stderr: '' })
})

test('a job whose thread dies while getData is pending runs on another thread; getData is called once', async () => {
  const pool = openPool(echo, 1)
  const getData = jest.fn()
  const given = {}
  const asked = new Promise((resolve) => getData.mockImplementation(() => { resolve(); return given.promise }))
  given.promise = new Promise((resolve) => { given.resolve = resolve })
  const run = pool.run(getData)
  await asked
  const ended = once(pool, 'workerDestroy')
  pool.threads[0].terminate()
  await ended
  given.resolve('late')
  expect(await run).toBe('late')
  expect(getData).toHaveBeenCalledTimes(1)
  expect(await pool.run('after')).toBe('after')
})
