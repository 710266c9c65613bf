// Tests pool.stream(): the values that a job yields reach the consumer as it takes them. The file is long because it
// tests the whole life of a stream.
'use strict'

const { once } = require('node:events')
const { WorkerPool } = require('../../index.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const file = fixture('yields.js')
const echo = fixture('echo.js')

async function collect (stream) {
  const values = []
  for await (const value of stream) values.push(value)
  return values
}

const upTo = (count) => Array.from({ length: count }, (_, n) => n)

describe.each([[undefined, 'a generator'], ['later', 'an async generator']])('export %s, %s', (name) => {
  test.each([0, 1, 16, 17, 1000])('yields %i values, in order', async (count) => {
    expect(await collect(openPool(file, 2).stream(count, { name }))).toEqual(upTo(count))
  })
})

test('several streams share a pool', async () => {
  const pool = openPool(file, 2, { concurrentTasksPerWorker: 4 })
  const streams = Array.from({ length: 8 }, (_, n) => collect(pool.stream(100 + n)))
  expect(await Promise.all(streams)).toEqual(streams.map((_, n) => upTo(100 + n)))
})

test('the last step of a stream has the value that the generator returns, and later steps have none', async () => {
  const stream = openPool(file, 1).stream(1)
  expect(await stream.next()).toEqual({ done: false, value: 0 })
  expect(await stream.next()).toEqual({ done: true, value: 'returned' })
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})

test('several calls of next() at the same time get the values in the order of the calls', async () => {
  const stream = openPool(file, 1).stream(100)
  const steps = await Promise.all(Array.from({ length: 102 }, () => stream.next()))
  expect(steps.slice(0, 100).map(({ value }) => value)).toEqual(upTo(100))
  expect(steps.slice(100).every(({ done }) => done)).toBe(true)
})

test('a handler that is no generator yields its result as the one value', async () => {
  const pool = openPool(file, 1)
  for (const value of [5, undefined, [1, 2], 'text', new Map([[1, 2]])]) {
    expect(await collect(pool.stream(value, { name: 'plain' }))).toEqual([value])
  }
  expect(await collect(pool.stream(7, { filename: fixture('async-doubles.js') }))).toEqual([14])
  expect(await collect(pool.stream(Int8Array.of(2, 1), { filename: 'native:sort' }))).toEqual([Int8Array.of(1, 2)])
})

test('async iterables and yielded promises are awaited', async () => {
  const pool = openPool(file, 1)
  expect(await collect(pool.stream(null, { name: 'readable' }))).toEqual(['a', 'b'])
  expect(await collect(pool.stream(null, { name: 'promises' }))).toEqual([1, 2])
})

test('a returned iterator is iterated, and a returned iterable that is no iterator is one value', async () => {
  const pool = openPool(file, 1)
  expect(await collect(pool.stream(null, { name: 'iterator' }))).toEqual(['a', 'b'])
  for (const value of [['a', 'b'], 'ab', new Set(['a', 'b'])]) {
    expect(await collect(pool.stream(value, { name: 'plain' }))).toEqual([value])
  }
})

test('onProgress gets the progress values of a generator', async () => {
  const told = []
  const stream = openPool(file, 1).stream(100, { name: 'tells', onProgress: (value) => told.push(value) })
  expect(await collect(stream)).toEqual(upTo(100))
  expect(told).toEqual(upTo(100))
})

test('the data is cloned when the first value is requested', async () => {
  const data = { text: 'early' }
  const stream = openPool(file, 1).stream(data, { name: 'plain' })
  data.text = 'in time'
  const first = stream.next()
  data.text = 'late'
  expect(await first).toEqual({ done: false, value: { text: 'in time' } })
})

test('stream() accepts a getData', async () => {
  expect(await collect(openPool(file, 1).stream(async () => 5))).toEqual(upTo(5))
})

test('the generator is at most 16 values ahead of its consumer', async () => {
  const pool = openPool(file, 2)
  const log = new Log(1000)
  const stream = pool.stream(log.buffer, { name: 'logged' })
  for (let taken = 1; taken <= 200; taken += 1) {
    expect((await stream.next()).value).toBe(taken)
    // A job on the other thread gives the generator time, so a generator that is too far ahead is noticed.
    if (taken % 20 === 0) await pool.run(1, { filename: echo })
    expect(log.entries.length).toBeLessThanOrEqual(taken + 16)
  }
  await stream.return()
})

test('with values of a megabyte the generator is at most one value ahead of its consumer', async () => {
  const pool = openPool(file, 2)
  const log = new Log(1000)
  const stream = pool.stream({ log: log.buffer, bytes: 1 << 20 }, { name: 'large' })
  for (let taken = 1; taken <= 10; taken += 1) {
    expect((await stream.next()).value).toHaveLength(1 << 20)
    await pool.run(1, { filename: echo })
    expect(log.entries.length).toBeLessThanOrEqual(taken + 1)
  }
  await stream.return()
})

test('with large values the generator is at most a megabyte of values ahead', async () => {
  const pool = openPool(file, 2)
  const log = new Log(1000)
  const stream = pool.stream({ log: log.buffer, bytes: 1 << 18 }, { name: 'large' })
  await stream.next()
  await untilTrue(() => log.entries.length >= 4)
  for (let taken = 1; taken <= 20; taken += 1) {
    await pool.run(1, { filename: echo })
    expect(log.entries.length).toBeLessThanOrEqual(taken + 4)
    await stream.next()
  }
  await stream.return()
})

test('the generator keeps its thread until it ends', async () => {
  const pool = openPool(file, 1)
  const log = new Log(1000)
  const stream = pool.stream(log.buffer, { name: 'logged' })
  await stream.next()
  let isRun = false
  const run = pool.run(1, { filename: echo }).then(() => { isRun = true })
  for (let taken = 1; taken < 200; taken += 1) await stream.next()
  expect(isRun).toBe(false)
  await stream.return()
  await run
})

test('the job does not start before the first value is requested', async () => {
  const pool = openPool(file, 1)
  const log = new Log(10)
  pool.stream(log.buffer, { name: 'logged' })
  await pool.run(1, { filename: echo })
  expect(log.entries).toEqual([])
  expect(pool.pending).toBe(0)
  await pool.close()
})

describe('a consumer that leaves', () => {
  test('makes the generator run its finally block, and frees its thread', async () => {
    const pool = openPool(file, 1)
    const [worker] = pool.threads
    const log = new Log(100)
    for await (const value of pool.stream(log.buffer, { name: 'logged' })) if (value === 3) break
    expect(log.entries.at(-1)).toBe(-1)
    expect(await pool.run(1, { filename: echo })).toBe(1)
    expect(pool.threads).toEqual([worker])
    expect(pool.pending).toBe(0)
  })

  test('stops a waiting generator through its signal', async () => {
    const pool = openPool(file, 1, { abortGrace: Infinity })
    const log = new Log(10)
    for await (const value of pool.stream(log.buffer, { name: 'waits' })) if (value === 1) break
    expect(log.entries).toEqual([-1])
    expect(await pool.run(1, { filename: echo })).toBe(1)
  })

  test('ends the thread of a generator that does not stop', async () => {
    const pool = openPool(file, 1, { abortGrace: 10 })
    const [worker] = pool.threads
    for await (const value of pool.stream(null, { name: 'deaf' })) if (value === 1) break
    expect(await pool.run(1, { filename: echo })).toBe(1)
    expect(pool.threads).not.toEqual([worker])
  })

  test('gets an error of the finally block from return()', async () => {
    const stream = openPool(file, 1).stream(null, { name: 'throwsAtEnd' })
    await stream.next()
    expect(await failureOf(stream.return())).toMatchObject({ name: 'SyntaxError' })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  test('before the job has started leaves nothing behind', async () => {
    const pool = openPool(file, 1)
    const stream = pool.stream(5)
    expect(await stream.return('x')).toEqual({ done: true, value: 'x' })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    const queued = pool.stream(5)
    const next = queued.next()
    await queued.return()
    expect(await next).toMatchObject({ done: true })
    expect(pool.pending).toBe(0)
  })

  test('by throw() gets its own error back', async () => {
    const stream = openPool(file, 1).stream(100)
    await stream.next()
    const error = new Error('mine')
    expect(await failureOf(stream.throw(error))).toBe(error)
  })
})

describe('a stream fails', () => {
  test('with the error that the generator throws, after the values before it', async () => {
    const stream = openPool(file, 1).stream(20, { name: 'throws' })
    const values = []
    const error = await failureOf((async () => { for await (const value of stream) values.push(value) })())
    expect(error).toMatchObject({ name: 'RangeError', message: 'no more' })
    expect(values).toEqual(upTo(20))
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  test('with a DataCloneError if a value can\'t be cloned', async () => {
    const stream = openPool(file, 1).stream(null, { name: 'uncloneable' })
    expect(await failureOf(collect(stream))).toMatchObject({ name: 'DataCloneError' })
  })

  test('when its thread dies', async () => {
    const pool = openPool(file, 1)
    const stream = pool.stream(null, { name: 'exits' })
    expect(await stream.next()).toEqual({ done: false, value: 1 })
    expect(await failureOf(stream.next())).toMatchObject({ code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 4 })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(await collect(pool.stream(3))).toEqual([0, 1, 2])
  })

  test('when its signal is aborted, which also stops the generator', async () => {
    const pool = openPool(file, 1)
    const log = new Log(1000)
    const controller = new AbortController()
    const error = await failureOf((async () => {
      for await (const value of pool.stream(log.buffer, { name: 'logged', signal: controller.signal })) {
        if (value === 5) controller.abort('enough')
        expect(value).toBeLessThanOrEqual(5)
      }
    })())
    expect(error).toMatchObject({ name: 'AbortError', cause: 'enough' })
    expect(await pool.run(1, { filename: echo })).toBe(1)
    expect(log.entries.at(-1)).toBe(-1)
  })

  test('when the pool is destroyed', async () => {
    const pool = openPool(file, 1)
    const stream = pool.stream(1000)
    await stream.next()
    const ended = failureOf(collect(stream))
    await pool.destroy()
    expect(await ended).toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
  })
})

test('close() waits for a stream', async () => {
  const pool = openPool(file, 1)
  const stream = pool.stream(100)
  await stream.next()
  const closed = once(pool, 'close')
  pool.close()
  expect(await collect(stream)).toHaveLength(99)
  await closed
})

test('after close() a call of stream() throws, and a stream that has not started rejects', async () => {
  const pool = new WorkerPool(file, 1)
  const stream = pool.stream(1)
  const closed = pool.close()
  expect(() => pool.stream(1)).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_CLOSED' }))
  expect(await failureOf(stream.next())).toMatchObject({ code: 'ERR_OXPOOL_CLOSED' })
  await closed
})

test('run() of a generator rejects, since a generator can\'t be cloned', async () => {
  expect(await failureOf(openPool(file, 1).run(5))).toMatchObject({ name: 'DataCloneError' })
})

test('mistakes in the options throw at once', () => {
  const pool = openPool(file, 1)
  expect(() => pool.stream(1, { odd: 1 })).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_OPTION' }))
})

test('a task that does not exist throws at once', () => {
  const pool = openPool(1)
  expect(() => pool.stream(1)).toThrow(expect.objectContaining({ name: 'TypeError', code: 'ERR_OXPOOL_NO_TASK' }))
  const call = () => pool.stream(1, { filename: 'native:no-such' })
  expect(call).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_UNKNOWN_TASK' }))
})

test('if a consumer leaves several times, each call settles when the generator has ended', async () => {
  const stream = openPool(file, 1).stream(5, { name: 'later' })
  await stream.next()
  const ends = [stream.return('one'), stream.return('two'), failureOf(stream.throw(new Error('three')))]
  expect(await Promise.all(ends)).toEqual([
    { done: true, value: 'one' }, { done: true, value: 'two' }, expect.objectContaining({ message: 'three' })
  ])
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})
