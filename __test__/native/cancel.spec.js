// Tests that an aborted native task rejects at once and stops at its next check, which frees its memory and its thread.
'use strict'

const { setImmediate: turn } = require('node:timers/promises')
const { gzipSync } = require('node:zlib')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { nativeJob } = require('../helpers/native-jobs.js')
const { openPool } = require('../helpers/pools.js')
const { sharedNumbers, toShared } = require('../helpers/typed-arrays.js')

/** The data of a job that takes minutes. */
const endless = { below: 1e12 }
const primes = 'native:primes'
const small = () => Int8Array.of(2, 1)

async function started (pool, jobs = 1) {
  while (pool.stats().jobs < jobs) await turn()
}

describe.each([
  ['plain threads', (options) => openPool(primes, 2, options)],
  ['Workers', (options) => openPool(fixture('doubles.js'), 1, options)]
])('%s', (_, open) => {
  test.each([
    ['at once', endless], ['lazily', () => endless], ['by a promise', async () => endless]
  ])('a running task stops when it is aborted, its data given %s', async (_, data) => {
    const pool = open()
    const controller = new AbortController()
    const run = pool.run(data, { filename: primes, signal: controller.signal })
    await started(pool)
    controller.abort('enough')
    expect(await failureOf(run)).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
    expect(await pool.run(small(), { filename: 'native:sort' })).toEqual(Int8Array.of(1, 2))
    await pool.close()
  })

  test('an aborted task keeps its thread, even with an abortGrace of 0', async () => {
    const pool = open({ abortGrace: 0 })
    const { threads } = pool
    const controller = new AbortController()
    const run = failureOf(pool.run(endless, { filename: primes, signal: controller.signal }))
    await started(pool)
    controller.abort()
    expect((await run).code).toBe('ABORT_ERR')
    for (let job = 0; job < 4; job += 1) await pool.run(small(), { filename: 'native:sort' })
    expect(pool.threads).toEqual(threads)
  })

  test('a running task stops when its pool is destroyed', async () => {
    const pool = open()
    const runs = Array.from({ length: 5 }, () => failureOf(pool.run(endless, { filename: primes })))
    await started(pool)
    await pool.destroy()
    for (const { code } of await Promise.all(runs)) expect(code).toBe('ERR_OXPOOL_CLOSED')
  })
})

/** Large jobs, which still run when they are aborted: of tasks that split, and of tasks that check between chunks. */
const heavy = {
  sort: () => nativeJob('sort', 8e6),
  argsort: () => nativeJob('argsort', 4e6),
  matmul: () => nativeJob('matmul', 2e6),
  hash: () => ({ data: Buffer.alloc(6e7, 'words'), algorithm: 'sha512' }),
  compress: () => ({ ...nativeJob('compress', 5e6), level: 19 }),
  decompress: () => ({ data: gzipSync(Buffer.alloc(2e8)), format: 'gzip' }),
  primes: () => ({ below: 2e9 })
}

test.each(Object.keys(heavy))('an aborted native:%s stops before three whole jobs would be done', async (name) => {
  const data = heavy[name]()
  const [pool, yardstick] = [openPool(`native:${name}`, 1), openPool(`native:${name}`, 1)]
  const controller = new AbortController()
  const whole = Promise.all([1, 2, 3].map(() => yardstick.run(data))).then(() => 'not aborted', ({ code }) => code)
  const run = pool.run(data, { signal: controller.signal }).catch(({ code }) => code)
  await started(pool)
  controller.abort()
  const next = pool.run(small(), { filename: 'native:sort' }).then(() => 'aborted')
  expect(await run).toBe('ABORT_ERR')
  expect(await Promise.race([whole, next])).toBe('aborted')
})

test('an aborted sort of shared memory keeps all elements, in some order', async () => {
  const pool = openPool('native:sort', 2)
  const shared = sharedNumbers(4e5)
  const sorted = Float64Array.from(shared).sort()
  for (let round = 0; round < 20; round += 1) {
    const controller = new AbortController()
    const before = pool.stats().jobs
    const data = { data: shared, descending: round % 2 === 0 }
    const run = pool.run(data, { signal: controller.signal }).catch(({ code }) => code)
    if (round % 3 > 0) await started(pool, before + 1)
    controller.abort()
    await run
    // This sum waits for its lease behind the aborted job's. When it runs, nobody writes any more.
    expect(await pool.run(shared, { filename: 'native:sum' })).not.toBe(NaN)
    const elements = Float64Array.from(shared).sort()
    expect(Buffer.compare(new Uint8Array(elements.buffer), new Uint8Array(sorted.buffer))).toBe(0)
  }
})

test('an aborted matmul does not change an out that is not shared', async () => {
  const pool = openPool('native:matmul', 2)
  const side = 1500
  const [a, b, out] = [0, 0, 9].map((number) => new Float32Array(side * side).fill(number))
  const controller = new AbortController()
  const run = failureOf(pool.run({ a, b, rows: side, inner: side, columns: side, out }, { signal: controller.signal }))
  await started(pool)
  controller.abort()
  expect((await run).code).toBe('ABORT_ERR')
  await pool.close()
  expect(Buffer.compare(Buffer.from(out.buffer), Buffer.from(new Float32Array(side * side).fill(9).buffer))).toBe(0)
})

test('no job and no lease is lost when many jobs are aborted at any moment', async () => {
  const pool = openPool(primes, 2)
  const view = toShared(Float64Array.from({ length: 50000 }, (_, index) => Math.sin(index)))
  const runs = []
  for (let job = 0; job < 300; job += 1) {
    const controller = new AbortController()
    const filename = job % 2 === 0 ? 'native:sort' : 'native:argsort'
    const run = pool.run(job % 3 === 0 ? () => view : view, { filename, signal: controller.signal })
    runs.push(run.then(() => 'done', ({ code }) => code))
    if (job % 5 === 0) await turn()
    if (job % 4 < 3) controller.abort()
  }
  const outcomes = await Promise.all(runs)
  expect(outcomes.filter((outcome) => outcome === 'done').length).toBeGreaterThanOrEqual(75)
  expect(outcomes.every((outcome) => outcome === 'done' || outcome === 'ABORT_ERR')).toBe(true)
  await pool.run(view, { filename: 'native:sort' })
  expect(pool.stats().leases).toEqual({ out: 0, waiting: 0 })
})
