// Tests generated mixes of timeouts, aborts, throws and exits: every promise settles once with an outcome that is
// possible, and the counts add up.
'use strict'

const fc = require('fast-check')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const SEED = 20240229

const jobs = {
  echo: { data: () => 7, filename: fixture('echo.js') },
  later: { data: () => 7, filename: fixture('async-echo.js') },
  lazy: { data: () => () => 7, filename: fixture('echo.js') },
  promised: { data: () => async () => 7, filename: fixture('echo.js') },
  throws: { data: () => ({ message: 'thrown' }), filename: fixture('works-or-throws.js') },
  heeds: { data: () => new SharedArrayBuffer(16), filename: fixture('tells-reason.js') },
  waits: { data: () => new SharedArrayBuffer(16), filename: fixture('tells-reason.js'), name: 'waits' },
  deaf: { data: () => ({ gate: new SharedArrayBuffer(8) }), filename: fixture('never-settles.js') },
  exits: { data: () => ({ code: 3 }), filename: fixture('leaves.js') },
  native: { data: () => ({ below: 1e5 }), filename: 'native:primes' },
  endless: { data: () => ({ below: 1e12 }), filename: 'native:primes' },
  lazyNative: { data: () => () => ({ below: 1e5 }), filename: 'native:primes' },
  nested: {
    data: () => ({ data: 7, options: { filename: fixture('async-echo.js'), timeout: 0.3 } }),
    filename: fixture('tells-reason.js'),
    name: 'nests'
  }
}

/** Jobs that never end by themselves, so they need a timeout. */
const endless = ['heeds', 'waits', 'deaf', 'endless']
const values = new Set([7, 9592, 'told'])
const errors = new Set(['ERR_OXPOOL_TIMEOUT', 'ABORT_ERR', 'ERR_OXPOOL_WORKER_CRASH', 'thrown'])

const timeouts = fc.constantFrom(0, 0.05, 0.3, 1, 3, 10, 30)
const anyJob = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('echo', 'later', 'lazy', 'promised', 'throws', 'native', 'lazyNative', 'nested'),
      timeout: fc.option(timeouts, { nil: undefined }),
      abort: fc.option(fc.nat(5), { nil: undefined })
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(...endless),
      timeout: timeouts,
      abort: fc.option(fc.nat(5), { nil: undefined })
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('exits'),
      timeout: fc.option(timeouts, { nil: undefined }),
      abort: fc.constant(undefined)
    })
  }
)
const anyPool = fc.record({
  threads: fc.integer({ min: 1, max: 3 }),
  abortGrace: fc.constantFrom(0, 1, 5),
  concurrentTasksPerWorker: fc.constantFrom(1, 1, 4),
  maxQueue: fc.constantFrom(Infinity, 2),
  overflow: fc.constant('wait'),
  timeout: fc.constantFrom(undefined, Infinity, 1e5)
})

async function play (pool, list) {
  const settled = new Map()
  const runs = list.map(({ kind, timeout, abort }, number) => {
    const { data, ...options } = jobs[kind]
    const controller = abort === undefined ? undefined : new AbortController()
    if (controller !== undefined) setTimeout(() => controller.abort(), abort)
    const count = () => settled.set(number, (settled.get(number) ?? 0) + 1)
    const run = pool.run(data(), { ...options, timeout, signal: controller?.signal })
    run.then(count, count)
    return run
  })
  const outcomes = await Promise.allSettled(runs)
  return { settled, outcomes }
}

test('every run settles once, with a value or an error that is possible for its job', async () => {
  const anyList = fc.array(anyJob, { minLength: 1, maxLength: 60 })
  await fc.assert(fc.asyncProperty(anyPool, anyList, async (options, list) => {
    const pool = openPool(options)
    const { settled, outcomes } = await play(pool, list)
    expect([...settled.values()].every((count) => count === 1)).toBe(true)
    outcomes.forEach(({ value, reason }, number) => {
      const { kind, timeout, abort } = list[number]
      if (reason === undefined && kind === 'nested') {
        expect([7, 'ERR_OXPOOL_TIMEOUT', 'ERR_OXPOOL_WORKER_CRASH']).toContain(value.value ?? value.code)
      } else if (reason === undefined) expect(values).toContain(value)
      else expect(errors).toContain(reason.code ?? reason.message)
      if (reason?.code === 'ABORT_ERR') expect(abort).toBeDefined()
      if (reason?.code === 'ERR_OXPOOL_TIMEOUT') {
        expect(reason.message).toContain(`after ${timeout} ms: it was ${reason.phase}`)
      }
      if (timeout === 0 && abort === undefined) {
        expect(reason).toMatchObject({ code: 'ERR_OXPOOL_TIMEOUT', phase: 'queued' })
      }
    })
    expect([pool.pending, pool.completed]).toEqual([0, list.length])
    // No late outcome or timeout of those jobs reaches the jobs that run now.
    const after = Array.from({ length: 20 }, (_, number) => pool.run(number, { filename: fixture('echo.js') }))
    expect(await Promise.all(after)).toEqual(after.map((_, number) => number))
    expect([pool.queueSize, pool.pending]).toEqual([0, 0])
    await pool.close()
  }), { seed: SEED, numRuns: 30 })
}, 60000)
