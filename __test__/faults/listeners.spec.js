// Tests that errors of the user's code that a pool calls reach the user, and hold up no job.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { runChild } = require('../helpers/child.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

test('a listener that throws is an uncaught exception, and the pool still replaces threads and closes', async () => {
  const { code, signal, stdout, stderr } = await runChild('throwing-listeners.js')
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  const lines = stdout.trim().split('\n')
  const uncaught = lines.filter((line) => line.startsWith('uncaught')).sort()
  const events = ['close', 'drain', 'needsDrain', 'workerCreate', 'workerDestroy']
  expect(uncaught).toEqual(events.map((event) => `uncaught: ${event}`))
  expect(lines.filter((line) => !line.startsWith('uncaught')))
    .toEqual(['ERR_OXPOOL_WORKER_CRASH', 'next', '[ 1, 2, 3 ]', 'closed'])
})

const hostile = {
  'whose then throws': () => ({ get then () { throw new RangeError('hostile') } }),
  'that is a proxy which throws': () => new Proxy({}, { get () { throw new RangeError('hostile') } }),
  'that is a promise whose constructor throws': () =>
    Object.defineProperty(Promise.resolve(1), 'constructor', { get () { throw new RangeError('hostile') } })
}

test.each(Object.keys(hostile))('if getData returns a value %s, its run rejects, and others work', async (name) => {
  const pool = openPool(fixture('echo.js'), 1)
  const [before, error, ...after] = [pool.run(1), failureOf(pool.run(hostile[name])), pool.run(2), pool.run(() => 3)]
  expect(await error).toMatchObject({ name: 'RangeError', message: 'hostile' })
  expect(await Promise.all([before, ...after])).toEqual([1, 2, 3])
})

test.each(Object.keys(hostile))('if a handler returns a value %s, its job rejects, but no other', async (name) => {
  const pool = openPool(fixture('hostile.js'), 1, { concurrentTasksPerWorker: 3 })
  const [thread] = pool.threads
  const beside = pool.run(20, { name: 'later' })
  for (let round = 0; round < 3; round += 1) {
    const error = await failureOf(pool.run(name, { name: 'give' }))
    expect(error).toMatchObject({ name: 'RangeError', message: 'hostile' })
  }
  expect(await beside).toBe(20)
  expect(pool.threads).toEqual([thread])
})

test('a promise with its own then method is awaited like any promise', async () => {
  const pool = openPool(fixture('hostile.js'), 1)
  for (let round = 0; round < 3; round += 1) expect(await pool.run(42, { name: 'own' })).toBe(42)
})

test('jobs time out and can be aborted in a program that has frozen Error.prototype', async () => {
  const stdout = 'TimeoutError ERR_OXPOOL_TIMEOUT\nAbortError ABORT_ERR\ndone\n'
  expect(await runChild('frozen-errors.js')).toEqual({ code: 0, signal: null, stdout, stderr: '' })
})
