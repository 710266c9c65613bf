// Tests how soon dead threads are replaced: at once, or more and more slowly if they die in a row and finish no job.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const waits = fixture('waits-at-gate.js')

/** Resolves when a thread has died under a job. If it is replaced at once, the replacement is there by then. */
async function crash (pool, filename = fixture('exits.js')) {
  expect((await failureOf(pool.run(3, { filename }))).code).toBe('ERR_OXPOOL_WORKER_CRASH')
}

test.each([
  ['under its first job', 'exits.js'], ['while it loads the file of its first job', 'exits-at-load.js']
])('a thread that dies %s is replaced at once; if its successor does the same, jobs wait', async (_, file) => {
  const pool = openPool(echo, 1)
  await crash(pool, fixture(file))
  expect(pool.threads).toHaveLength(1)
  await crash(pool, fixture(file))
  expect(pool.threads).toEqual([])
  expect(await pool.run('served')).toBe('served')
})

test('a thread that has finished a job is replaced at once, whatever happened before', async () => {
  const pool = openPool(echo, 1)
  await crash(pool)
  await crash(pool)
  await pool.run('finished')
  await crash(pool)
  expect(pool.threads).toHaveLength(1)
})

test('dead threads are replaced at once if other threads finish jobs in between', async () => {
  const pool = openPool(echo, 2)
  for (let death = 0; death < 4; death += 1) {
    await crash(pool)
    expect(pool.threads).toHaveLength(2)
    await pool.run('finished')
  }
})

test('a terminated thread is replaced at once, every time', async () => {
  const pool = openPool(waits, 1)
  for (let death = 0; death < 4; death += 1) {
    const gate = new Gate()
    const run = failureOf(pool.run({ gate: gate.buffer }))
    await gate.reachedBy(1)
    pool.threads[0].terminate()
    expect((await run).code).toBe('ERR_OXPOOL_WORKER_CRASH')
    expect(pool.threads).toHaveLength(1)
  }
})

test('a job that waits for its data rejects when six threads in a row have died', async () => {
  const gate = new Gate()
  gate.open()
  const pool = openPool(fixture('dies-idle-when-open.js'), 1, { workerData: gate.buffer })
  let deaths = 0
  pool.on('error', () => { deaths += 1 })
  const error = await failureOf(pool.run(() => new Promise(() => {})))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_FILE', cause: { cause: { message: 'died idle' } } })
  expect(deaths).toBe(6)
})

test('close() runs a job that waits for a thread to be replaced', async () => {
  const pool = openPool(echo, 1)
  await crash(pool)
  await crash(pool)
  const run = pool.run('last')
  await pool.close()
  expect(await run).toBe('last')
})

test('a pool that needs no thread while starts pause serves the next job, ready(), resize() and close()', async () => {
  const pool = openPool(echo, { minThreads: 0, maxThreads: 2, maxQueue: 1, overflow: 'wait' })
  const pause = async () => {
    for (let death = 0; death < 2; death += 1) await crash(pool)
    expect(pool.threads).toEqual([])
  }
  await pause()
  expect(await pool.run('served')).toBe('served')
  await pause()
  expect(pool.runSync('at once')).toBe('at once')
  await pause()
  await pool.ready()
  await pool.resize({ minThreads: 1, maxThreads: 3 })
  expect(pool.threads).toHaveLength(1)
  await pool.resize({ minThreads: 0, maxThreads: 1 })
  await pause()
  const run = pool.run(async () => 'last')
  await pool.close()
  expect(await run).toBe('last')
})
