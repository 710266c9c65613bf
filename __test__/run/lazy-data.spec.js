// Tests run(getData): getData is called only when a thread takes the job, and if it fails, only that job fails.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

test('getData is called once, with no arguments', async () => {
  const getData = jest.fn(() => 7)
  expect(await openPool(echo, 1).run(getData)).toBe(7)
  expect(getData.mock.calls).toEqual([[]])
})

test('getData is not called while every thread is busy', async () => {
  const { pool, gate } = await openHeldPool(echo, 2)
  const getData = jest.fn(() => 7)
  const runs = Array.from({ length: 100 }, () => pool.run(getData))
  // Another pool starts and runs a job in the meantime, so getData had time to be called too early.
  await openPool(echo, 1).run(1)
  expect(getData).not.toHaveBeenCalled()
  gate.open()
  expect(await Promise.all(runs)).toEqual(new Array(100).fill(7))
  expect(getData).toHaveBeenCalledTimes(100)
})

test('getData is called only after the jobs before it have finished', async () => {
  const pool = openPool(fixture('logs-start.js'), 1)
  const log = new Log(50)
  const startedAtCall = []
  await Promise.all(Array.from({ length: 50 }, (_, number) => pool.run(() => {
    startedAtCall.push(log.entries.length)
    return { log: log.buffer, number }
  })))
  expect(startedAtCall).toEqual(startedAtCall.map((_, index) => index))
})

test('getData may be async, and its thread waits for it', async () => {
  const pool = openPool(fixture('logs-start.js'), 1)
  const log = new Log(2)
  let lazy
  const asked = new Promise((resolve) => {
    lazy = pool.run(() => new Promise((_resolve) => resolve({ give: _resolve })))
  })
  const eager = pool.run({ log: log.buffer, number: 2 })
  const { give } = await asked
  await openPool(echo, 1).run(1)
  expect(log.entries).toEqual([])
  give({ log: log.buffer, number: 1 })
  await Promise.all([lazy, eager])
  expect(log.entries).toEqual([1, 2])
})

test('getData may return any thenable', async () => {
  expect(await openPool(echo, 1).run(() => ({ then: (resolve) => resolve(7) }))).toBe(7)
})

test('getData may itself run jobs', async () => {
  const pool = openPool(echo, 1)
  let inner
  expect(await pool.run(() => { inner = pool.run('inner'); return 'outer' })).toBe('outer')
  expect(await inner).toBe('inner')
})

const mistake = new RangeError('no data')

test.each([
  ['throws', () => { throw mistake }],
  ['rejects', async () => { throw mistake }],
  ['rejects later', () => new Promise((resolve, reject) => setImmediate(reject, mistake))]
])('if getData %s, run() rejects with that very error and the thread is not lost', async (_, getData) => {
  const pool = openPool(echo, 1)
  const [error, after] = await Promise.all([failureOf(pool.run(getData)), pool.run('after')])
  expect(error).toBe(mistake)
  expect(after).toBe('after')
})

test.each([
  ['a function', () => () => {}],
  ['an object with a function', () => ({ deep: { call () {} } })],
  ['a symbol', async () => Symbol('s')]
])('if getData returns a value that can\'t be cloned, run() rejects with a DataCloneError: %s', async (_, getData) => {
  const pool = openPool(echo, 1)
  const [error, after] = await Promise.all([failureOf(pool.run(getData)), pool.run('after')])
  expect(error).toMatchObject({ name: 'DataCloneError', code: 25 })
  expect(after).toBe('after')
})

test('a pool of one thread keeps working after a hundred calls of getData have failed', async () => {
  const pool = openPool(echo, 1)
  const runs = Array.from({ length: 200 }, (_, number) => pool.run(() => {
    if (number % 2) throw mistake
    return number
  }))
  const settled = await Promise.allSettled(runs)
  const expected = runs.map((_, number) => number % 2 ? mistake : number)
  expect(settled.map(({ reason, value }) => reason ?? value)).toEqual(expected)
})
