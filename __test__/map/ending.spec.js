// Tests how a map ends before its input does: by an error, by its reader, by its signal or by its pool.
'use strict'

const { once } = require('node:events')
const { MessageChannel } = require('node:worker_threads')
const { move } = require('../../index.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const worksOrThrows = fixture('works-or-throws.js')
const mistake = new RangeError('no more')

/** Makes endless items, and records how many are taken and whether they are closed. */
function openItems (make) {
  const input = { taken: 0, isClosed: false }
  input.items = (function * () {
    try {
      for (;;) yield make(input.taken++)
    } finally {
      input.isClosed = true
    }
  })()
  return input
}

async function readAll (iterable) {
  let count = 0
  for await (const result of iterable) count += result === undefined ? 0 : 1
  return count
}

test.each([true, false])('the first error rejects the iteration and closes the input: ordered %s', async (ordered) => {
  const pool = openPool(worksOrThrows, 2)
  const input = openItems((number) => number === 20 ? { message: 'twenty' } : { value: number })
  const results = pool.map(input.items, { concurrency: 4, ordered })
  let read = 0
  const reading = (async () => { while (!(await results.next()).done) read += 1 })()
  expect(await failureOf(reading)).toMatchObject({ name: 'RangeError', message: 'twenty' })
  expect(input.isClosed).toBe(true)
  // Without order, other items may overtake the one that fails, but never more than 4 are under way.
  expect(input.taken).toBeLessThanOrEqual(read + 4)
  if (ordered) expect(read).toBeLessThanOrEqual(20)
  expect(await results.next()).toEqual({ value: undefined, done: true })
  expect(await pool.run({ value: 'after' })).toBe('after')
})

test('results that were not read before the first error are dropped', async () => {
  const pool = openPool(worksOrThrows, 1)
  const results = pool.map([{ value: 1 }, { value: 2 }, { message: 'third' }], { concurrency: 3 })
  expect(await results.next()).toEqual({ value: 1, done: false })
  await untilTrue(() => pool.completed === 3)
  expect(await failureOf(results.next())).toMatchObject({ name: 'RangeError', message: 'third' })
  expect(await results.next()).toEqual({ value: undefined, done: true })
})

test('when an item fails, the signal of a running job is raised with the error as its reason', async () => {
  const pool = openPool(fixture('waits-for-abort.js'), 2)
  const { port1, port2 } = new MessageChannel()
  const ready = once(port1, 'message')
  const fails = async () => {
    await ready
    throw mistake
  }
  expect(await failureOf(readAll(pool.map([{ port: move(port2) }, fails])))).toBe(mistake)
  expect((await once(port1, 'message'))[0]).toMatchObject({ aborted: true, reason: { message: 'no more' } })
  port1.close()
})

test('an item that cannot be cloned rejects the iteration', async () => {
  const input = openItems((number) => number < 3 ? { value: number } : { value: Symbol('s') })
  const error = await failureOf(readAll(openPool(worksOrThrows, 1).map(input.items)))
  expect(error.name).toBe('DataCloneError')
  expect(input.isClosed).toBe(true)
})

test.each([
  ['an iterator', function * () { yield { value: 1 }; throw mistake }],
  ['an async iterator', async function * () { yield { value: 1 }; throw mistake }],
  ['an iterable', () => ({ [Symbol.iterator] () { throw mistake } })]
])('an error of the input rejects the iteration: %s', async (_, make) => {
  expect(await failureOf(readAll(openPool(worksOrThrows, 1).map(make(), { concurrency: 1 })))).toBe(mistake)
})

test('break closes the input', async () => {
  const input = openItems((value) => ({ value }))
  const results = openPool(worksOrThrows, 2).map(input.items, { concurrency: 3 })
  for await (const result of results) if (result === 10) break
  expect(input.isClosed).toBe(true)
  expect(await results.next()).toEqual({ value: undefined, done: true })
  expect(await results.return(1)).toEqual({ value: 1, done: true })
})

test('break does not wait for an item that the input has not given yet', async () => {
  const items = { [Symbol.asyncIterator]: () => items, count: 0, isClosed: false }
  items.next = () => items.count++ === 0 ? Promise.resolve({ value: { value: 1 }, done: false }) : new Promise(() => {})
  items.return = () => {
    items.isClosed = true
    return new Promise(() => {})
  }
  const results = openPool(worksOrThrows, 1).map(items)
  expect(await results.next()).toEqual({ value: 1, done: false })
  await results.return()
  expect(items.isClosed).toBe(true)
})

test('throw() rejects with its error and closes the input', async () => {
  const input = openItems((value) => ({ value }))
  const results = openPool(worksOrThrows, 1).map(input.items)
  await results.next()
  expect(await failureOf(results.throw(mistake))).toBe(mistake)
  expect(input.isClosed).toBe(true)
})

test.each([
  ['its reader returns', (results) => results.return()],
  ['its signal is aborted', (results, controller) => controller.abort('enough')]
])('queued jobs never start when %s', async (_, end) => {
  const { pool, gate } = await openHeldPool(fixture('logs-start.js'), 2)
  const log = new Log(50)
  const controller = new AbortController()
  const { items } = openItems((number) => ({ log: log.buffer, number }))
  const results = pool.map(items, { concurrency: 20, signal: controller.signal })
  const first = results.next().catch((error) => error)
  // The jobs are queued after the code of this turn has run.
  await new Promise((resolve) => setImmediate(resolve))
  await end(results, controller)
  await first
  gate.open()
  await pool.close()
  expect(log.entries).toEqual([])
})

test('the signal of a running job is raised when the reader returns', async () => {
  const pool = openPool(fixture('waits-for-abort.js'), 1)
  const { port1, port2 } = new MessageChannel()
  const results = pool.map([{ port: move(port2) }])
  results.next().catch(() => {})
  expect(await once(port1, 'message')).toEqual(['ready'])
  const raised = once(port1, 'message')
  await results.return()
  expect((await raised)[0]).toMatchObject({ aborted: true })
  port1.close()
})

test('the thread of a deaf job is terminated when the reader returns', async () => {
  const pool = openPool(fixture('waits-at-gate.js'), 1, { abortGrace: 0 })
  const gate = new Gate()
  const [thread] = pool.threads
  const ended = once(pool, 'workerDestroy')
  const results = pool.map([{ gate: gate.buffer }])
  results.next()
  await gate.reachedBy(1)
  await results.return()
  expect((await ended)[0]).toBe(thread)
})

test('an aborted signal rejects the iteration with an AbortError whose cause is the reason', async () => {
  const controller = new AbortController()
  const input = openItems((value) => ({ value }))
  const results = openPool(worksOrThrows, 2).map(input.items, { signal: controller.signal })
  const error = await failureOf((async () => {
    for await (const result of results) if (result === 5) controller.abort('enough')
  })())
  expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' })
  expect(input.isClosed).toBe(true)
})

test('with a signal that was aborted before the call, no item is taken', async () => {
  const input = openItems((value) => ({ value }))
  const results = openPool(worksOrThrows, 1).map(input.items, { signal: AbortSignal.abort('early') })
  const error = await failureOf(readAll(results))
  expect(error).toMatchObject({ name: 'AbortError', cause: 'early' })
  expect(input.taken).toBe(0)
})

test('a map leaves no listener on its signal', async () => {
  const { signal } = new AbortController()
  const remove = jest.spyOn(signal, 'removeEventListener')
  const add = jest.spyOn(signal, 'addEventListener')
  await readAll(openPool(worksOrThrows, 1).map([{ value: 1 }], { signal }))
  expect(add).toHaveBeenCalledTimes(1)
  expect(remove).toHaveBeenCalledTimes(1)
})

test('close() lets accepted items finish, and then ends the iteration with ERR_OXPOOL_CLOSED', async () => {
  const pool = openPool(worksOrThrows, 1)
  const input = openItems((value) => ({ value }))
  const error = await failureOf((async () => {
    for await (const result of pool.map(input.items, { concurrency: 2 })) if (result === 3) pool.close()
  })())
  expect(error.code).toBe('ERR_OXPOOL_CLOSED')
  expect(input.isClosed).toBe(true)
  await pool.close()
})

test('destroy() ends the iteration with ERR_OXPOOL_CLOSED', async () => {
  const { pool } = await openHeldPool(worksOrThrows, 1)
  const reading = readAll(pool.map([{ value: 1 }]))
  await new Promise((resolve) => setImmediate(resolve))
  pool.destroy()
  expect((await failureOf(reading)).code).toBe('ERR_OXPOOL_CLOSED')
})

test('map() on a closed pool throws ERR_OXPOOL_CLOSED', async () => {
  const pool = openPool(worksOrThrows, 1)
  await pool.close()
  expect(() => pool.map([1])).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_CLOSED' }))
})

test.each([
  ['a number', [1]],
  ['nothing', []],
  ['a concurrency of 0', [[1], { concurrency: 0 }]],
  ['a concurrency that is no number', [[1], { concurrency: '2' }]],
  ['an order that is no boolean', [[1], { ordered: 1 }]],
  ['a transferList', [[1], { transferList: [] }]],
  ['an option that does not exist', [[1], { chunkSize: 2 }]]
])('a mistake in the arguments throws at once: %s', (_, args) => {
  const call = () => openPool(worksOrThrows, 1).map(...args)
  expect(call).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_OPTION' }))
})

test('map() without a task, or with an unknown native task, throws at once', () => {
  const pool = openPool(1)
  expect(() => pool.map([1])).toThrow(expect.objectContaining({ name: 'TypeError', code: 'ERR_OXPOOL_NO_TASK' }))
  const call = () => pool.map([1], { filename: 'native:no-such' })
  expect(call).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_UNKNOWN_TASK' }))
})

test('queueSize does not count items of a map that has ended', async () => {
  const { pool, gate } = await openHeldPool(fixture('echo.js'), 1)
  const results = pool.map([1, 2, 3, 4], { concurrency: 4 })
  results.next().catch(() => {})
  expect(pool.queueSize).toBe(4)
  await results.return()
  expect(pool.queueSize).toBe(0)
  gate.open()
  expect(await pool.run(5)).toBe(5)
  expect(pool.queueSize).toBe(0)
})
