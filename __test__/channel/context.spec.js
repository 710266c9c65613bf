// Tests that the asynchronous context of a call is kept where its job settles, and in its callbacks.
'use strict'

const { AsyncLocalStorage, createHook, executionAsyncId } = require('node:async_hooks')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const echo = fixture('echo.js')
const store = new AsyncLocalStorage()

test.each([
  ['run()', (pool) => pool.run(1)],
  ['run() with lazy data', (pool) => pool.run(async () => 1)],
  ['exec()', (pool) => pool.exec(() => 1)],
  ['broadcast()', (pool) => pool.broadcast(1)],
  ['map()', async (pool) => {
    for await (const result of pool.map([1, 2])) expect([result, store.getStore()]).toEqual([result, 'here'])
  }],
  ['stream()', async (pool) => {
    for await (const value of pool.stream(1)) expect([value, store.getStore()]).toEqual([1, 'here'])
  }],
  ['a native task', (pool) => pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })]
])('after await the store is that of the call: %s', async (_, body) => {
  const pool = openPool(echo, 2)
  await store.run('here', async () => {
    await body(pool)
    expect(store.getStore()).toBe('here')
  })
})

test('onProgress and getData are called with the store of the call', async () => {
  const pool = openPool(fixture('tells-progress.js'), 1)
  const seen = []
  const options = { onProgress: () => seen.push(store.getStore()) }
  await store.run('told', () => pool.run([1, 2], options))
  const given = await store.run('given', () => pool.run(() => store.getStore(), { filename: echo }))
  expect(given).toBe('given')
  expect(new Set(seen)).toEqual(new Set(['told']))
})

test('async hooks see each job as a resource, and it settles in the scope of that resource', async () => {
  const pool = openPool(echo, 1)
  await pool.run(0)
  const jobs = new Map()
  const entered = []
  const hook = createHook({
    init (id, type, trigger) { if (type === 'oxpool:job') jobs.set(id, trigger) },
    before (id) { if (jobs.has(id)) entered.push(id) }
  }).enable()
  try {
    const caller = executionAsyncId()
    await Promise.all([pool.run(1), pool.run(2)])
    expect([...jobs.values()]).toEqual([caller, caller])
    expect(entered).toEqual([...jobs.keys()])
  } finally {
    hook.disable()
  }
})

test('async hooks see each job initialised, entered and left once, however it ends', async () => {
  const counts = new Map()
  const count = (id, what) => { if (counts.has(id)) counts.get(id)[what] += 1 }
  const hook = createHook({
    init (id, type) { if (type === 'oxpool:job') counts.set(id, { before: 0, after: 0 }) },
    before: (id) => count(id, 'before'),
    after: (id) => count(id, 'after')
  })
  const pool = openPool(echo, 1)
  const controller = new AbortController()
  hook.enable()
  try {
    const runs = [
      pool.run(1),
      pool.run(async () => 2),
      pool.run(() => { throw new Error('no data') }),
      pool.run(null, { filename: fixture('throws.js') }),
      pool.run(7, { filename: fixture('exits.js') }),
      pool.run(3, { signal: controller.signal }),
      pool.exec(() => 4)
    ]
    controller.abort()
    await Promise.allSettled(runs)
    // The last job's `after` hook may run after the code that awaited its promise.
    await new Promise((resolve) => setImmediate(resolve))
    expect([...counts.values()]).toEqual(runs.map(() => ({ before: 1, after: 1 })))
  } finally {
    hook.disable()
  }
})

test('getData of a run that waited for room in the queue is called in the context of its own call', async () => {
  const { pool, gate } = await openHeldPool(echo, 1, { maxQueue: 1, overflow: 'wait' })
  const controller = new AbortController()
  const aborted = failureOf(pool.run(1, { signal: controller.signal }))
  const run = store.run('its own', () => pool.run(() => store.getStore()))
  store.run('another', () => controller.abort())
  await aborted
  gate.open()
  expect(await run).toBe('its own')
})

test('getData of a sticky broadcast is called in the context of its call, for each thread', async () => {
  const pool = openPool(echo, 1)
  const stores = []
  await store.run('its own', () => pool.broadcast(() => stores.push(store.getStore()), { sticky: true }))
  await pool.resize(2)
  await untilTrue(() => stores.length === 2)
  expect(stores).toEqual(['its own', 'its own'])
})
