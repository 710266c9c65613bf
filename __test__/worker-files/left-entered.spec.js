// Tests that nothing that a job enters or sets in its asynchronous context is seen by another job of its thread.
'use strict'

const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')

const file = fixture('enters.js')
const JOBS = 20
const NOTHING = Array(JOBS).fill(null)

const runs = (run) => Promise.all(NOTHING.map((_, number) => run(`job ${number}`)))

describe.each(['store', 'resource', 'id', 'domain'])('what a job leaves behind is seen by no other job: %s', (kind) => {
  test.each(['enter', 'entersThenWaits', 'waitsThenEnters'])('jobs in a row: %s', async (name) => {
    const pool = openPool(file, 1)
    expect(await runs((what) => pool.run({ kind, what }, { name }))).toEqual(NOTHING)
    for (const what of NOTHING) expect(await pool.run({ kind, what }, { name })).toBe(null)
  })

  // A domain is Node's for the whole thread, until it is exited. It is exited when the next job begins.
  const sideBySide = kind === 'domain' ? ['entersThenWaits'] : ['entersThenWaits', 'waitsThenEnters']

  test.each(sideBySide)('jobs side by side: %s', async (name) => {
    const pool = openPool(file, 1, { concurrentTasksPerWorker: 8 })
    // Node itself shares a context among what runs when a thread's first hook is enabled.
    if (kind === 'id' || kind === 'domain') await pool.run({ kind, what: 'first' })
    expect(await runs((what) => pool.run({ kind, what }, { name }))).toEqual(NOTHING)
  })

  test('streams', async () => {
    const pool = openPool(file, 1, { name: 'yields' })
    const firsts = await runs(async (what) => {
      const stream = pool.stream({ kind, what })
      const { value } = await stream.next()
      await stream.return()
      return value
    })
    expect(firsts).toEqual(NOTHING)
    expect(await pool.run({ kind }, { name: 'find' })).toBe(null)
  })

  test('nested jobs, and the jobs after them', async () => {
    const pool = openPool(file, 1, { name: 'nests' })
    expect(await runs((what) => pool.run({ kind, what }))).toEqual(NOTHING)
    expect(await pool.run({ kind }, { name: 'find' })).toBe(null)
  })

  test('sticky broadcasts', async () => {
    const pool = openPool(file, 1)
    await pool.broadcast({ kind, what: 'for all' }, { sticky: true })
    expect(await pool.run({ kind }, { name: 'find' })).toBe(null)
    expect(await pool.broadcast({ kind }, { name: 'find' })).toEqual([null])
  })

  test('listeners of an abort that is heard while another job runs', async () => {
    const pool = openPool(file, 1, { concurrentTasksPerWorker: 2 })
    await pool.run({ kind, what: 'first' })
    const controller = new AbortController()
    const aborted = pool.run({ kind, what: 'aborted' }, { name: 'entersWhenAborted', signal: controller.signal })
    const cell = new Int32Array(new SharedArrayBuffer(4))
    const found = pool.run({ kind, cell }, { name: 'spinsThenFinds' })
    await untilTrue(() => Atomics.load(cell, 0) === 1)
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
    expect(await found).toBe('own')
    expect(await pool.run({ kind }, { name: 'find' })).toBe(null)
  })
})

test('a nested job does not see the store in which it was submitted', async () => {
  const pool = openPool(file, 1, { name: 'nestsFrom' })
  expect(await runs((what) => pool.run({ kind: 'store', what }))).toEqual(NOTHING)
})

test('what a function that was sent enters is not seen by the next one', async () => {
  const pool = openPool(1)
  const enter = (what) => {
    const { AsyncLocalStorage } = require('node:async_hooks')
    globalThis.store ??= new AsyncLocalStorage()
    const found = globalThis.store.getStore() ?? null
    globalThis.store.enterWith(what)
    return found
  }
  expect(await runs((what) => pool.exec(enter, [what]))).toEqual(NOTHING)
})

test('what a message listener enters is not seen for the next message', async () => {
  const pool = openPool(fixture('message-enters.js'), 1)
  expect(await runs((what) => pool.run(what))).toEqual(NOTHING)
})

test('jobs of an ES module don\'t see what was entered while it was loaded', async () => {
  const nothing = NOTHING.map(() => [null, null])
  const [byPool, byRun] = [openPool(fixture('enters-at-load.mjs'), 1), openPool(1)]
  expect(await runs((what) => byPool.run(what))).toEqual(nothing)
  expect(await runs((what) => byRun.run(what, { filename: fixture('enters-at-load.mjs') }))).toEqual(nothing)
})

test('a job keeps what it enters until it ends', async () => {
  const pool = openPool(1)
  const seen = await pool.exec(async () => {
    const { AsyncLocalStorage } = require('node:async_hooks')
    const store = new AsyncLocalStorage()
    store.enterWith('mine')
    await new Promise((resolve) => setTimeout(resolve, 1))
    const after = store.getStore()
    return [after, store.run('inner', () => store.getStore()), store.getStore()]
  })
  expect(seen).toEqual(['mine', 'inner', 'mine'])
})
