// Tests what subscribers of the tracing channel `oxpool:job` get.
'use strict'

const { AsyncLocalStorage } = require('node:async_hooks')
const { tracingChannel } = require('node:diagnostics_channel')
const { pathToFileURL } = require('node:url')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const channel = tracingChannel('oxpool:job')

/** Subscribes while the body runs, and returns the published events: pairs of a name and a copy of the context then. */
async function listen (body) {
  const heard = []
  const subscribers = Object.fromEntries(['start', 'end', 'asyncStart', 'asyncEnd', 'error']
    .map((event) => [event, (context) => heard.push([event, { ...context }])]))
  channel.subscribe(subscribers)
  try {
    await body()
  } finally {
    channel.unsubscribe(subscribers)
  }
  return heard
}

const eventsOf = (heard) => heard.map(([event]) => event)

test('a job that succeeds publishes events from the call until its promise is fulfilled', async () => {
  const pool = openPool(echo, 1, { label: 'echoes' })
  const heard = await listen(() => pool.run(42, { priority: 'high' }))
  expect(eventsOf(heard)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
  const [start, , asyncStart] = heard.map(([, context]) => context)
  const task = expect.stringMatching(/^file:.*echo\.js$/)
  expect(start).toMatchObject({ pool: 'echoes', id: expect.any(Number), task, priority: 'high' })
  expect(asyncStart).toMatchObject({ id: start.id, result: 42, threadId: pool.threads[0].threadId })
  expect(asyncStart.waited).toBeGreaterThan(0)
  expect(asyncStart.ran).toBeGreaterThan(0)
})

test('a job that fails publishes its error', async () => {
  const pool = openPool(fixture('throws.js'), 1)
  let failure
  const heard = await listen(async () => { failure = await failureOf(pool.run('Error')) })
  expect(eventsOf(heard)).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
  expect(heard[2][1].error).toBe(failure)
})

test('a job that is aborted while it is queued has no times', async () => {
  const { pool, gate, holders } = await openHeldPool(echo, 1)
  const controller = new AbortController()
  const heard = await listen(async () => {
    const aborted = failureOf(pool.run(1, { signal: controller.signal }))
    controller.abort()
    await aborted
  })
  expect(heard.at(-1)[1]).toMatchObject({ error: { name: 'AbortError' }, waited: undefined, ran: undefined })
  gate.open()
  await Promise.all(holders)
})

test('every job has its own context and id', async () => {
  const pool = openPool(echo, 2)
  const heard = await listen(() => Promise.all([1, 2, 3].map((number) => pool.run(number))))
  const ended = heard.filter(([event]) => event === 'asyncEnd').map(([, context]) => context)
  expect(new Set(ended.map(({ id }) => id)).size).toBe(3)
  expect(ended.map(({ result }) => result).sort()).toEqual([1, 2, 3])
})

test.each([
  ['native tasks', 'native:sort', (pool) => pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })],
  ['native tasks with lazy data', 'native:sort', (pool) =>
    pool.run(async () => Int8Array.of(2, 1), { filename: 'native:sort' })],
  ['exec', 'exec', (pool) => pool.exec(() => 1)],
  ['map', 'echo.js', async (pool) => { for await (const result of pool.map([1])) expect(result).toBe(1) }],
  ['stream', 'echo.js', async (pool) => { for await (const value of pool.stream(1)) expect(value).toBe(1) }],
  ['broadcast', 'echo.js', (pool) => pool.broadcast(1)],
  ['runSync', 'echo.js', (pool) => pool.runSync(1)],
  ['values that only a port carries', 'echo.js', (pool) => pool.run(new Blob([]))]
])('jobs are published with their times: %s', async (_, task, body) => {
  const pool = openPool(echo, 1)
  const heard = await listen(() => body(pool))
  const [event, context] = heard.at(-1)
  expect(event).toBe('asyncEnd')
  expect(context.task.endsWith(task)).toBe(true)
  expect(context.waited).toBeGreaterThan(0)
  expect(context.ran).toBeGreaterThan(0)
})

test('the task of a named export is the URL of its file followed by the name', async () => {
  const file = fixture('doubles.js')
  const pool = openPool(file, 1)
  const heard = await listen(async () => {
    await pool.run(1, { name: 'triple' })
    await pool.run(1)
  })
  const tasks = heard.filter(([event]) => event === 'start').map(([, { task }]) => task)
  expect(tasks).toEqual([`${pathToFileURL(file)}#triple`, String(pathToFileURL(file))])
})

test('a job on a plain thread has its times but no threadId', async () => {
  const pool = openPool('native:sort', 1)
  const heard = await listen(() => pool.run(Int8Array.of(2, 1)))
  const [event, { threadId, waited, ran }] = heard.at(-1)
  expect([event, threadId]).toEqual(['asyncEnd', undefined])
  expect(waited).toBeGreaterThan(0)
  expect(ran).toBeGreaterThan(0)
})

test('a job that is aborted while it runs has neither a threadId nor times', async () => {
  const pool = openPool(fixture('holds.js'), 1)
  const [gate, controller] = [new Gate(), new AbortController()]
  const heard = await listen(async () => {
    const aborted = failureOf(pool.run({ gate: gate.buffer }, { signal: controller.signal }))
    await gate.reachedBy(1)
    controller.abort()
    await aborted
  })
  const context = expect.objectContaining({ threadId: undefined, waited: undefined, ran: undefined })
  expect(heard.at(-1)).toEqual(['asyncEnd', context])
  gate.open()
})

test('a nested job is published on the thread that submits it, without a threadId', async () => {
  const file = fixture('hears-nested.js')
  const pool = openPool(file, 2)
  let there
  const here = await listen(async () => { there = await pool.run(21) })
  expect(eventsOf(here)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
  expect(eventsOf(there)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
  const task = `${pathToFileURL(file)}#double`
  expect(there.at(-1)[1]).toEqual({ task, priority: 'low', result: 42, threadId: undefined })
})

test('without recordTiming everything but the times is published', async () => {
  const pool = openPool(echo, 1, { recordTiming: false })
  const heard = await listen(() => pool.run(1))
  const { threadId } = pool.threads[0]
  const context = expect.objectContaining({ result: 1, threadId, waited: undefined, ran: undefined })
  expect(heard.at(-1)).toEqual(['asyncEnd', context])
})

test('a store that is bound to the start channel is set when the job settles', async () => {
  const store = new AsyncLocalStorage()
  const seen = []
  const pool = openPool(echo, 1)
  channel.start.bindStore(store, ({ id }) => id)
  try {
    const heard = await listen(async () => {
      const onEnd = (context) => seen.push([store.getStore(), context.id])
      channel.asyncEnd.subscribe(onEnd)
      await pool.run(1)
      channel.asyncEnd.unsubscribe(onEnd)
    })
    expect(seen).toEqual([[heard[0][1].id, heard[0][1].id]])
  } finally {
    channel.start.unbindStore(store)
  }
})

test('a subscriber that unsubscribed gets no more events', async () => {
  const pool = openPool(echo, 1)
  const heard = await listen(() => pool.run(1))
  const { length } = heard
  await pool.run(2)
  expect(heard).toHaveLength(length)
})
