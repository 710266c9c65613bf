// What others' code throws while a pool calls it is theirs to handle, and holds up no job.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { runChild } = require('../helpers/child.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

test('listeners that throw are uncaught exceptions, and threads are replaced and the pool closes all the same', async () => {
  const { code, signal, stdout, stderr } = await runChild('throwing-listeners.js')
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  const lines = stdout.trim().split('\n')
  expect(lines.filter((line) => line.startsWith('uncaught')).sort()).toEqual(['uncaught: close', 'uncaught: workerCreate', 'uncaught: workerDestroy'])
  expect(lines.filter((line) => !line.startsWith('uncaught'))).toEqual(['ERR_OXPOOL_WORKER_CRASH', 'next', 'closed'])
})

const hostile = {
  'whose then throws': () => ({ get then () { throw new RangeError('hostile') } }),
  'that is a proxy which throws': () => new Proxy({}, { get () { throw new RangeError('hostile') } }),
  'that is a promise whose constructor throws': () => Object.defineProperty(Promise.resolve(1), 'constructor', { get () { throw new RangeError('hostile') } })
}

test.each(Object.keys(hostile))('getData that gives something %s rejects its run, and its neighbours are run', async (name) => {
  const pool = openPool(fixture('echo.js'), 1)
  const [before, error, ...after] = [pool.run(1), failureOf(pool.run(hostile[name])), pool.run(2), pool.run(() => 3)]
  expect(await error).toMatchObject({ name: 'RangeError', message: 'hostile' })
  expect(await Promise.all([before, ...after])).toEqual([1, 2, 3])
})

test.each(Object.keys(hostile))('a handler that returns something %s rejects its job, and its thread and the jobs beside it go on', async (name) => {
  const pool = openPool(fixture('hostile.js'), 1, { concurrentTasksPerWorker: 3 })
  const [thread] = pool.threads
  const beside = pool.run(20, { name: 'later' })
  for (let round = 0; round < 3; round += 1) expect(await failureOf(pool.run(name, { name: 'give' }))).toMatchObject({ name: 'RangeError', message: 'hostile' })
  expect(await beside).toBe(20)
  expect(pool.threads).toEqual([thread])
})

test('a promise with a then of its own is waited for as any promise', async () => {
  const pool = openPool(fixture('hostile.js'), 1)
  for (let round = 0; round < 3; round += 1) expect(await pool.run(42, { name: 'own' })).toBe(42)
})

test('a program that has frozen Error.prototype has its jobs time out, and aborts them', async () => {
  expect(await runChild('frozen-errors.js')).toEqual({ code: 0, signal: null, stdout: 'TimeoutError ERR_OXPOOL_TIMEOUT\nAbortError ABORT_ERR\ndone\n', stderr: '' })
})
