// Tests what a worker file sees of its thread: Node's own values, and the options of the pool.
'use strict'

const { once } = require('node:events')
const { Worker } = require('node:worker_threads')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('tells-thread.js')

test('isMainThread, threadId and parentPort are Node\'s own', async () => {
  const pool = openPool(file, 1)
  const [worker] = pool.threads
  expect(worker).toBeInstanceOf(Worker)
  expect(await pool.run()).toMatchObject({ isMainThread: false, threadId: worker.threadId, hasPort: true })
})

test('workerData arrives as a clone', async () => {
  const workerData = { list: [1, new Map([['a', 1n]])] }
  const { workerData: arrived } = await openPool(file, 1, { workerData }).run()
  expect(arrived).toEqual(workerData)
})

test('workerData is undefined without the option, as in a bare Worker', async () => {
  expect((await openPool(file, 1).run()).workerData).toBe(undefined)
})

test('process.argv has the path of Node, the worker file, and the argv option', async () => {
  const { argv } = await openPool(file, 1, { argv: ['--fast', 'x'] }).run()
  expect(argv).toEqual([process.execPath, file, '--fast', 'x'])
})

test('the env option is the whole environment', async () => {
  const { env } = await openPool(file, 1, { env: { OXPOOL_TEST: 'yes' } }).run()
  expect(env).toEqual({ OXPOOL_TEST: 'yes' })
})

test('execArgv and resourceLimits reach the thread', async () => {
  const options = {
    execArgv: ['--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: 77 },
    trackUnmanagedFds: false
  }
  const { execArgv, resourceLimits } = await openPool(file, 1, options).run()
  expect(execArgv).toEqual(['--no-warnings'])
  expect(resourceLimits.maxOldGenerationSizeMb).toBe(77)
})

test('with the options stdout and stderr the program can read the thread\'s output', async () => {
  const pool = openPool(fixture('prints.js'), 1, { stdout: true, stderr: true })
  const [worker] = pool.threads
  const printed = Promise.all([once(worker.stdout, 'data'), once(worker.stderr, 'data')])
  await pool.run('hello')
  expect(String(await printed)).toBe('out: hello\n,err: hello\n')
})
