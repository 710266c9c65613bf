// Tests that the options of `new Worker()` mean the same for each thread of a pool.
'use strict'

const fs = require('node:fs')
const { SHARE_ENV } = require('node:worker_threads')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('tells-thread.js')
const readEnv = (name) => process.env[name]
const writeEnv = (name, value) => { process.env[name] = value }

test.each([
  [
    'workerData that can\'t be cloned',
    { workerData: () => {} },
    { name: 'DataCloneError', message: expect.stringContaining('could not be cloned') }
  ],
  ['an execArgv with an unknown flag', { execArgv: ['--no-such-flag'] }, { code: 'ERR_WORKER_INVALID_EXEC_ARGV' }]
])('the constructor throws Node\'s own error for %s', (_, options, error) => {
  expect(() => openPool(file, 2, options)).toThrow(expect.objectContaining(error))
})

test('each thread has its own clone of workerData, in which SharedArrayBuffers are shared', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(4))
  const pool = openPool(2, { workerData: { cells, own: [0] } })
  const add = () => {
    const { workerData } = require('node:worker_threads')
    Atomics.add(workerData.cells, 0, 1)
    return workerData.own.push(1)
  }
  await pool.exec(add)
  const before = pool.threads[0]
  const file = fixture('exits.js')
  await Promise.all(pool.threads.map(() => pool.run(1, { filename: file }).catch(() => {})))
  // A replacement thread also gets workerData as it was when the pool was made.
  expect(await pool.exec(add)).toBe(2)
  expect(cells[0]).toBe(2)
  expect(pool.threads).not.toContain(before)
})

test('without the env option each thread has its own copy of the environment of the program', async () => {
  await openPool(1).exec(writeEnv, ['OXPOOL_TEST_COPY', 'yes'])
  expect(await openPool(1).exec(readEnv, ['OXPOOL_TEST_COPY'])).toBe(undefined)
})

test('with SHARE_ENV threads share the environment of the program', async () => {
  const [one, other] = [openPool(1, { env: SHARE_ENV }), openPool(1, { env: SHARE_ENV })]
  await one.exec(writeEnv, ['OXPOOL_TEST_SHARED', 'yes'])
  expect(await other.exec(readEnv, ['OXPOOL_TEST_SHARED'])).toBe('yes')
  await other.exec((name) => { delete process.env[name] }, ['OXPOOL_TEST_SHARED'])
})

test('a pool takes what Node takes for env', async () => {
  const tell = () => [process.env.A, process.env.B]
  expect(await openPool(1, { env: { A: 5, B: true } }).exec(tell)).toEqual(['5', 'true'])
  expect(await openPool(1, { env: null }).exec(readEnv, ['PATH'])).toBe(process.env.PATH)
})

test('a module that execArgv preloads is loaded before the worker file', async () => {
  const isPreloaded = () => globalThis.isPreloaded
  expect(await openPool(1, { execArgv: ['--require', fixture('preloaded.js')] }).exec(isPreloaded)).toBe(true)
  expect(await openPool(1).exec(isPreloaded)).toBe(undefined)
})

/** Returns whether the descriptor is open for this file. If the file was closed, another file may have its number. */
function isOpen (descriptor, path) {
  try {
    return fs.fstatSync(descriptor).ino === fs.statSync(path).ino
  } catch (error) {
    if (error.code === 'EBADF') return false
    throw error
  }
}

test.each([
  [undefined, false],
  [true, false],
  [false, true]
])('with trackUnmanagedFds %p a file that a thread left open stays open: %p', async (trackUnmanagedFds, isLeftOpen) => {
  const path = fixture('opens.js')
  const pool = openPool(path, 1, { trackUnmanagedFds })
  const descriptor = await pool.run(path)
  expect(isOpen(descriptor, path)).toBe(true)
  await pool.close()
  expect(isOpen(descriptor, path)).toBe(isLeftOpen)
  if (isLeftOpen) fs.closeSync(descriptor)
})
