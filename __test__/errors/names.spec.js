// Tests that the pool's own errors about a job name its task and its pool, in their message and as properties.
'use strict'

const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { nest } = require('../helpers/deep.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { framesOf } = require('../helpers/frames.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const LIB = path.join(__dirname, '..', '..', 'lib')
const urlOf = (name) => pathToFileURL(fixture(name)).href
const label = 'images'

/** Expects that an error is of a job of this task, in the pool that is labelled. */
function expectNamed (error, code, task, text) {
  expect(error).toMatchObject({ code, task, pool: label, message: expect.stringContaining(text) })
  expect(error.message).toContain(`The job \`${task}\` of the pool \`${label}\``)
}

const echo = urlOf('echo.js')
const never = urlOf('never-settles.js')
const openNever = (options) => openPool(fixture('never-settles.js'), 1, { label, abortGrace: 0, ...options })

describe('the error names task and pool', () => {
  test('of a job that is not done in time', async () => {
    const error = await failureOf(openNever().run({ gate: new Gate().buffer }, { timeout: 50 }))
    expectNamed(error, 'ERR_OXPOOL_TIMEOUT', never, `was not done after 50 ms: it was ${error.phase}`)
    expect(error.stack).toContain(error.message)
  })

  test('of a job that has no time at all', async () => {
    const error = await failureOf(openNever().run(1, { timeout: 0 }))
    expectNamed(error, 'ERR_OXPOOL_TIMEOUT', never, 'was not done after 0 ms: it was queued')
  })

  test('of a job that is aborted', async () => {
    const error = await failureOf(openNever().run(1, { signal: AbortSignal.abort() }))
    expectNamed(error, 'ABORT_ERR', never, 'was aborted')
  })

  test('of a job whose thread ends: a named export', async () => {
    const pool = openPool(fixture('exits.js'), 1, { label })
    const error = await failureOf(pool.run(3, { name: 'later' }))
    expectNamed(error, 'ERR_OXPOOL_WORKER_CRASH', `${urlOf('exits.js')}#later`, 'ended with code 3')
  })

  test('of each of several jobs whose thread ends', async () => {
    const pool = openPool(fixture('exits.js'), 1, { label, concurrentTasksPerWorker: 2 })
    const gate = new Gate()
    const other = failureOf(pool.run({ gate: gate.buffer }, { filename: never }))
    await gate.reachedBy(1)
    const [own, beside] = [await failureOf(pool.run(3)), await other]
    expectNamed(own, 'ERR_OXPOOL_WORKER_CRASH', urlOf('exits.js'), 'ended with code 3')
    expectNamed(beside, 'ERR_OXPOOL_WORKER_CRASH', never, 'ended with code 3')
  })

  test('of a job that runs out of memory', async () => {
    const resourceLimits = { maxOldGenerationSizeMb: 20 }
    const error = await failureOf(openPool(fixture('eats-memory.js'), 1, { label, resourceLimits }).run())
    expectNamed(error, 'ERR_OXPOOL_OUT_OF_MEMORY', urlOf('eats-memory.js'), 'ran out of memory')
  })

  test('of a function that was sent', async () => {
    const error = await failureOf(openPool({ label, threads: 1 }).exec(() => process.exit(4)))
    expectNamed(error, 'ERR_OXPOOL_WORKER_CRASH', 'exec', 'ended with code 4')
  })

  test('of a native job', async () => {
    const error = await failureOf(openPool('native:sort', 1, { label }).run(Int8Array.of(1), { timeout: 0 }))
    expectNamed(error, 'ERR_OXPOOL_TIMEOUT', 'native:sort', 'was not done')
  })

  test('of a job that its pool does not finish', async () => {
    const pool = openNever()
    const gate = new Gate()
    const running = failureOf(pool.run({ gate: gate.buffer }))
    const waiting = failureOf(pool.run(1, { filename: echo }))
    await gate.reachedBy(1)
    pool.destroy()
    expectNamed(await running, 'ERR_OXPOOL_CLOSED', never, 'was not done: the pool is closed')
    expectNamed(await waiting, 'ERR_OXPOOL_CLOSED', echo, 'was not done: the pool is closed')
  })

  test('of a run that finds the queue full', async () => {
    const pool = openNever({ maxQueue: 0 })
    const first = failureOf(pool.run({ gate: new Gate().buffer }))
    const error = await failureOf(pool.run(1, { filename: echo }))
    expectNamed(error, 'ERR_OXPOOL_QUEUE_FULL', echo, 'the queue is full')
    pool.destroy()
    await first
  })

  test('of a job whose pool has no thread that lives', async () => {
    const pool = openPool(fixture('exits-at-load.js'), 1, { label })
    await failureOf(pool.run())
    const error = await failureOf(pool.run(1, { filename: echo }))
    expectNamed(error, 'ERR_OXPOOL_WORKER_FILE', echo, `can't run: the worker file ${urlOf('exits-at-load.js')}`)
  })

  test('of a broadcast, a stream, a map and a runSync', async () => {
    const pool = openNever()
    const options = { timeout: 30 }
    const errors = [
      await failureOf(pool.broadcast({ gate: new Gate().buffer }, options)),
      await failureOf(pool.stream({ gate: new Gate().buffer }, options).next()),
      await failureOf(pool.map([{ gate: new Gate().buffer }], options).next()),
      await failureOf(Promise.resolve().then(() => pool.runSync({ gate: new Gate().buffer }, options)))
    ]
    for (const error of errors) expectNamed(error, 'ERR_OXPOOL_TIMEOUT', never, 'was not done after 30 ms')
  })

  test('of a map that is aborted', async () => {
    const error = await failureOf(openNever().map([1], { signal: AbortSignal.abort() }).next())
    expectNamed(error, 'ABORT_ERR', never, 'was aborted')
  })

  test('of a job whose result the caller can\'t read', async () => {
    const pool = openPool(fixture('deep.js'), 1, { label, resourceLimits: { stackSizeMb: 64 } })
    const error = await failureOf(pool.run({ kind: 'instances', depth: 20000 }, { name: 'returns' }))
    expectNamed(error, 'ERR_OXPOOL_UNREADABLE', `${urlOf('deep.js')}#returns`, 'a value can\'t be read')
  })

  test('of a job whose thread can\'t read its data', async () => {
    const pool = openPool(fixture('echo.js'), 1, { label, resourceLimits: { stackSizeMb: 1 } })
    const error = await failureOf(pool.run(nest('instances', 2500)))
    expectNamed(error, 'ERR_OXPOOL_UNREADABLE', echo, 'a value can\'t be read')
    expect(framesOf(error)).not.toContainEqual(expect.stringContaining(LIB))
  })

  test('of a nested job', async () => {
    const pool = openPool(fixture('nests.js'), 1, { label, name: 'one' })
    const error = await failureOf(pool.run({ data: 1, options: { name: 'echo', timeout: 0 } }))
    expectNamed(error, 'ERR_OXPOOL_TIMEOUT', `${urlOf('nests.js')}#echo`, 'was not done')
  })
})

test.each(['run', 'exec', 'broadcast'])('the error of %s() on a closed pool names the pool', async (method) => {
  const pool = openPool(fixture('echo.js'), 1, { label })
  pool.destroy()
  const error = await failureOf(pool[method](() => {}))
  expectNamed(error, 'ERR_OXPOOL_CLOSED', method === 'exec' ? 'exec' : echo, 'the pool is closed')
})

test('the error of a closed pool that is asked for no job names only the pool', () => {
  const pool = openPool(fixture('echo.js'), 1, { label })
  pool.destroy()
  const message = `The pool \`${label}\` is closed`
  expect(() => pool.stats()).toThrow(expect.objectContaining({ message, pool: label }))
})

test('without a label the error names no pool', async () => {
  const error = await failureOf(openPool(fixture('echo.js'), 1).run(1, { timeout: 0 }))
  expect(error.message).toBe(`The job \`${echo}\` was not done after 0 ms: it was queued`)
  expect(error).not.toHaveProperty('pool')
})
