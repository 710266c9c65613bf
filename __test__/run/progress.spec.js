// Tests the progress values that a job passes to onProgress while it runs.
'use strict'

const { AsyncLocalStorage } = require('node:async_hooks')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')
const { runChild } = require('../helpers/child.js')

const file = fixture('tells-progress.js')

test.each([undefined, 'later'])('every value arrives, in order, before the result: export %s', async (name) => {
  const pool = openPool(file, 2)
  const values = [1, 'two', { three: [3] }, undefined, null, 'x'.repeat(5000), new Map([[1, 2]]), ...Array(500).keys()]
  const told = []
  const result = await pool.run(values, { name, onProgress: (value) => told.push(value) })
  expect(result).toBe('end')
  expect(told).toEqual(values)
  await pool.close()
  expect(told).toEqual(values)
})

test('jobs that share a thread each report progress to their own run', async () => {
  const pool = openPool(file, 1, { concurrentTasksPerWorker: 10 })
  const told = await Promise.all(Array.from({ length: 10 }, async (_, n) => {
    const heard = []
    await pool.run([n, n, n], { name: 'later', onProgress: (value) => heard.push(value) })
    return heard
  }))
  expect(told).toEqual(Array.from({ length: 10 }, (_, n) => [n, n, n]))
})

test('without onProgress, progress values are ignored', async () => {
  expect(await openPool(file, 1).run([1, 2, 3])).toBe('end')
})

test('context.progress() throws a DataCloneError if its value can\'t be cloned', async () => {
  expect(await openPool(file, 1).run(null, { name: 'uncloneable' })).toBe('DataCloneError')
})

test('values that only a port can carry arrive in order', async () => {
  const pool = openPool(file, 1)
  const shared = new SharedArrayBuffer(8)
  const told = []
  await pool.run([1, /a/, { shared, map: new Map([[shared, /b/]]) }, 4], { onProgress: (value) => told.push(value) })
  expect(told).toHaveLength(4)
  expect(told[3]).toBe(4)
  expect([...told[2].map][0]).toEqual([shared, /b/])
})

test('onProgress is not called after the run was aborted', async () => {
  const pool = openPool(file, 1)
  const controller = new AbortController()
  const told = []
  const run = pool.run(undefined, {
    name: 'untilAborted',
    signal: controller.signal,
    onProgress: (value) => {
      told.push(value)
      if (value === 3) controller.abort()
    }
  })
  await run.catch(() => told.push('rejected'))
  await pool.run([])
  expect(told.indexOf('rejected')).toBe(told.length - 1)
})

test('onProgress keeps the caller\'s asynchronous context', async () => {
  const storage = new AsyncLocalStorage()
  const pool = openPool(file, 1)
  const stores = []
  await storage.run('mine', () => pool.run([1, 2], { onProgress: () => stores.push(storage.getStore()) }))
  expect(stores).toEqual(['mine', 'mine'])
})

test('a nested job reports progress to the job that submitted it', async () => {
  const pool = openPool(file, 2)
  const values = [1, { two: 2 }, 'x'.repeat(5000)]
  expect(await pool.run(values, { name: 'nested' })).toEqual({ told: values, result: 'end' })
})

test('an error that onProgress throws is an uncaught exception, and the run goes on', async () => {
  const { stdout, code } = await runChild('progress-throws.js')
  expect(stdout.trim().split('\n')).toEqual(['uncaught: 1', 'uncaught: 2', 'end'])
  expect(code).toBe(0)
})

test.each([1, 'text', {}, null])('onProgress %p is refused', async (onProgress) => {
  expect(await failureOf(openPool(file, 1).run(1, { onProgress }))).toMatchObject({ code: 'ERR_OXPOOL_OPTION' })
})
