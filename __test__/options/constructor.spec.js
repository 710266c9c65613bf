// Tests the forms of the constructor, and the options that result from their arguments.
'use strict'

const os = require('node:os')
const { pathToFileURL } = require('node:url')
const { WorkerPool } = require('../../index.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const cores = os.availableParallelism()

const forms = [
  ['(filename)', [echo], { filename: echo, threads: cores }],
  ['(filename, threads)', [echo, 2], { filename: echo, threads: 2 }],
  ['(filename, undefined)', [echo, undefined], { filename: echo, threads: cores }],
  ['(filename, options)', [echo, { threads: 2 }], { filename: echo, threads: 2 }],
  ['(filename, threads, options)', [echo, 2, { label: 'x' }], { filename: echo, threads: 2, label: 'x' }],
  ['(filename, undefined, options)', [echo, undefined, { threads: 1 }], { filename: echo, threads: 1 }],
  ['(URL, threads)', [pathToFileURL(echo), 2], { threads: 2 }],
  ['(native, threads)', ['native:sort', 2], { filename: 'native:sort', threads: 2 }],
  ['(threads)', [2], { threads: 2 }],
  ['(threads, options)', [2, { abortGrace: 5 }], { threads: 2, abortGrace: 5 }],
  ['(options)', [{ filename: echo, threads: 2 }], { filename: echo, threads: 2 }],
  ['(options without a prototype)', [Object.assign(Object.create(null), { threads: 2 })], { threads: 2 }],
  ['()', [], { threads: cores }]
]

test.each(forms)('new WorkerPool%s has the right threads and options', (_, args, options) => {
  const pool = openPool(...args)
  expect(pool.threads).toHaveLength(options.threads)
  expect(pool.options).toMatchObject(options)
})

test.each(forms)('new WorkerPool%s runs jobs', async (_, args) => {
  const pool = openPool(...args)
  expect(await pool.run(Int8Array.of(2, 1), { filename: echo })).toEqual(Int8Array.of(2, 1))
})

test.each([
  [{ minThreads: 1, maxThreads: 2 }, 1, 2],
  [{ minThreads: cores + 1 }, cores + 1, cores + 1],
  [{ maxThreads: 1 }, 1, 1],
  [{ minThreads: 0 }, 0, cores]
])('a missing limit is the number of cores, unless the other limit forbids it: %p', (size, minThreads, maxThreads) => {
  expect(openPool('native:sum', size).options).toMatchObject({ minThreads, maxThreads, threads: maxThreads })
})

test('the options can\'t be changed from outside', () => {
  const pool = openPool(1)
  expect(() => { pool.options.threads = 5 }).toThrow(TypeError)
})

test('pool.options has the given options and the defaults, and changes with resize()', async () => {
  const pool = openPool('native:sum', { maxThreads: 2, label: 'sums', timeout: undefined })
  const { options } = pool
  const rest = {
    filename: 'native:sum',
    label: 'sums',
    concurrentTasksPerWorker: 1,
    maxQueue: Infinity,
    abortGrace: 1000,
    recordTiming: true
  }
  expect({ ...options }).toEqual({ ...rest, threads: 2, minThreads: Math.min(cores, 2), maxThreads: 2 })
  await pool.resize(3)
  expect({ ...options }).toMatchObject({ threads: 2 })
  expect({ ...pool.options }).toEqual({ ...rest, threads: 3, minThreads: 3, maxThreads: 3 })
  for (const each of [options, pool.options]) {
    expect([Object.getPrototypeOf(each), Object.isFrozen(each)]).toEqual([null, true])
  }
})

test('pool.options.maxQueue is the number that \'auto\' stands for, also after resize()', async () => {
  const pool = openPool('native:sum', 2, { maxQueue: 'auto' })
  expect(pool.options.maxQueue).toBe(4)
  await pool.resize({ minThreads: 1, maxThreads: 3 })
  expect(pool.options.maxQueue).toBe(9)
  const fixed = openPool('native:sum', 2, { maxQueue: 4 })
  await fixed.resize(3)
  expect(fixed.options.maxQueue).toBe(4)
})

test('a pool may have 1024 threads', () => {
  expect(openPool('native:sum', { minThreads: 0, maxThreads: 1024 }).options.threads).toBe(1024)
})

test('the caller\'s options object is copied and not changed', () => {
  const options = Object.freeze({ threads: 1 })
  expect(openPool(options).options).not.toBe(options)
})

test('an option that is undefined counts as absent', async () => {
  const pool = openPool(echo, 1, { name: undefined, env: undefined, abortGrace: undefined })
  const options = { name: undefined, priority: undefined, signal: undefined, transferList: undefined }
  expect(await pool.run(1, options)).toBe(1)
})

test('WorkerPool must be called with new', () => {
  expect(() => WorkerPool(1)).toThrow(TypeError)
})

test('WorkerPool can be extended', async () => {
  class Own extends WorkerPool {
    double (number) { return this.run(number * 2) }
  }
  const pool = new Own(echo, 1)
  expect(await pool.double(2)).toBe(4)
  await pool.close()
})

test.each([
  ['eager', 1],
  ['lazy', () => 1]
])('a run rejects with ERR_OXPOOL_NO_TASK if neither the pool nor the run names a task: %s', async (_, data) => {
  const error = await failureOf(openPool(1).run(data))
  expect(error).toBeInstanceOf(TypeError)
  expect(error.code).toBe('ERR_OXPOOL_NO_TASK')
})

test('an unknown native task is refused with ERR_OXPOOL_UNKNOWN_TASK, by the pool and by a run', async () => {
  const refusal = { name: 'RangeError', code: 'ERR_OXPOOL_UNKNOWN_TASK', message: expect.stringContaining('no-such') }
  expect(() => new WorkerPool('native:no-such')).toThrow(expect.objectContaining(refusal))
  expect(await failureOf(openPool(1).run(1, { filename: 'native:no-such' }))).toMatchObject(refusal)
})
