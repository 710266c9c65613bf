// Tests that a job that is aborted before it starts never starts, and that the other jobs go on.
'use strict'

const { getEventListeners } = require('node:events')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('logs-start.js')

test('a run whose signal is already aborted rejects with an AbortError whose cause is the reason', async () => {
  const log = new Log(1)
  const pool = openPool(file, 1)
  const reason = new RangeError('enough')
  const error = await failureOf(pool.run({ log: log.buffer, number: 1 }, { signal: AbortSignal.abort(reason) }))
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
  expect(error.cause).toBe(reason)
  await pool.close()
  expect(log.entries).toEqual([])
})

test.each([
  ['a string', 'enough'],
  ['the default reason', undefined]
])('the AbortError\'s cause is the signal\'s reason: %s', async (_, reason) => {
  const signal = AbortSignal.abort(reason)
  const error = await failureOf(openPool(file, 1).run(1, { signal }))
  expect(error.cause).toBe(signal.reason)
})

test('getData is never called if the signal is already aborted', async () => {
  const getData = jest.fn()
  await failureOf(openPool(file, 1).run(getData, { signal: AbortSignal.abort() }))
  expect(getData).not.toHaveBeenCalled()
})

test.each([
  ['eager', (data) => data],
  ['lazy', (data) => () => data]
])('a queued job that is aborted rejects while the threads are busy, and never starts: %s', async (_, wrap) => {
  const { pool, gate } = await openHeldPool(file, 1)
  const log = new Log(3)
  const controller = new AbortController()
  const run = (number, options) => pool.run(wrap({ log: log.buffer, number }), options)
  const [first, doomed, last] = [run(1), run(2, { signal: controller.signal }), run(3)]
  controller.abort('enough')
  expect(await failureOf(doomed)).toMatchObject({ name: 'AbortError', cause: 'enough' })
  gate.open()
  expect(await Promise.all([first, last])).toEqual([1, 3])
  await pool.close()
  expect(log.entries).toEqual([1, 3])
})

test('a thousand jobs with one signal reject together, and the other jobs go on', async () => {
  const { pool, gate } = await openHeldPool(fixture('echo.js'), 2)
  const controller = new AbortController()
  const runs = Array.from({ length: 2000 }, (_, number) =>
    pool.run(number, number % 2 ? { signal: controller.signal } : undefined))
  const settled = Promise.allSettled(runs)
  controller.abort()
  gate.open()
  const outcomes = (await settled).map(({ reason, value }) => reason?.name ?? value)
  expect(outcomes).toEqual(runs.map((_, number) => number % 2 ? 'AbortError' : number))
})

test.each([
  ['resolves', 'echo.js', 1],
  ['rejects', 'throws.js', 'Error'],
  ['kills its thread', 'exits.js', 0],
  ['can\'t be cloned', 'echo.js', Symbol('s')]
])('a signal has no listeners left once its job %s', async (_, name, data) => {
  const { signal } = new AbortController()
  await Promise.allSettled([openPool(fixture(name), 1).run(data, { signal })])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a signal has no listeners left once its job was aborted', async () => {
  const { pool } = await openHeldPool(file, 1)
  const controller = new AbortController()
  const error = failureOf(pool.run(1, { signal: controller.signal }))
  controller.abort()
  await error
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

test('a signal that is aborted after its job has settled does nothing', async () => {
  const pool = openPool(fixture('echo.js'), 1)
  const [worker] = pool.threads
  const controller = new AbortController()
  expect(await pool.run(1, { signal: controller.signal })).toBe(1)
  controller.abort()
  expect(await pool.run(2)).toBe(2)
  expect(pool.threads).toEqual([worker])
})
