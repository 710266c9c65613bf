// The options of `new Worker()` mean for each thread of a pool what they mean for one.
'use strict'

const fs = require('node:fs')
const { SHARE_ENV } = require('node:worker_threads')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('tells-thread.js')
const readEnv = (name) => process.env[name]
const writeEnv = (name, value) => { process.env[name] = value }

test.each([
  ['workerData that can\'t be cloned', { workerData: () => {} }, { name: 'DataCloneError', message: expect.stringContaining('could not be cloned') }],
  ['an execArgv of no use to a thread', { execArgv: ['--no-such-flag'] }, { code: 'ERR_WORKER_INVALID_EXEC_ARGV' }],
  ['an env that is no object', { env: 5 }, { code: 'ERR_INVALID_ARG_TYPE' }]
])('what Node says of %s the constructor throws', (_, options, error) => {
  expect(() => openPool(file, 2, options)).toThrow(expect.objectContaining(error))
})

test('each thread has a clone of workerData of its own, and shares what is shared', async () => {
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
  // Successors too have what the option said when the pool was made.
  expect(await pool.exec(add)).toBe(2)
  expect(cells[0]).toBe(2)
  expect(pool.threads).not.toContain(before)
})

test('without the env option a thread has a copy of the program\'s: what it does to it stays there', async () => {
  await openPool(1).exec(writeEnv, ['OXPOOL_TEST_COPY', 'yes'])
  expect(await openPool(1).exec(readEnv, ['OXPOOL_TEST_COPY'])).toBe(undefined)
})

test('with SHARE_ENV threads share the program\'s', async () => {
  const [one, other] = [openPool(1, { env: SHARE_ENV }), openPool(1, { env: SHARE_ENV })]
  await one.exec(writeEnv, ['OXPOOL_TEST_SHARED', 'yes'])
  expect(await other.exec(readEnv, ['OXPOOL_TEST_SHARED'])).toBe('yes')
  await other.exec((name) => { delete process.env[name] }, ['OXPOOL_TEST_SHARED'])
})

test('what execArgv has Node load first is there when the worker file is loaded', async () => {
  const isPreloaded = () => globalThis.isPreloaded
  expect(await openPool(1, { execArgv: ['--require', fixture('preloaded.js')] }).exec(isPreloaded)).toBe(true)
  expect(await openPool(1).exec(isPreloaded)).toBe(undefined)
})

/** A file that lay open might have been closed, and its number be another's by now. */
function isOpen (descriptor, path) {
  try {
    return fs.fstatSync(descriptor).ino === fs.statSync(path).ino
  } catch (error) {
    if (error.code === 'EBADF') return false
    throw error
  }
}

test.each([[undefined, false], [true, false], [false, true]])('with trackUnmanagedFds %p a file that a thread has left open is open when it has ended: %p', async (trackUnmanagedFds, isLeftOpen) => {
  const path = fixture('opens.js')
  const pool = openPool(path, 1, { trackUnmanagedFds })
  const descriptor = await pool.run(path)
  expect(isOpen(descriptor, path)).toBe(true)
  await pool.close()
  expect(isOpen(descriptor, path)).toBe(isLeftOpen)
  if (isLeftOpen) fs.closeSync(descriptor)
})
