// Tests that a close() that takes longer than closeTimeout becomes a destroy().
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

test('jobs that are not done after closeTimeout reject with ERR_OXPOOL_CLOSED, and close() resolves', async () => {
  const { pool, holders } = await openHeldPool(echo, 1, { closeTimeout: 5 })
  const errors = [...holders, pool.run(1), pool.run(() => 2)].map(failureOf)
  const closed = pool.close()
  expect((await Promise.all(errors)).map(({ code }) => code)).toEqual(Array(3).fill('ERR_OXPOOL_CLOSED'))
  expect(await closed).toBeUndefined()
  expect(pool.threads).toEqual([])
})

test('jobs that are done in time keep their results', async () => {
  const pool = openPool(echo, 1, { closeTimeout: 1e6 })
  const run = pool.run(1)
  await pool.close()
  expect(await run).toBe(1)
})

test.each([Infinity, 1e300])('a closeTimeout of %d never passes', async (closeTimeout) => {
  const { pool, gate, holders } = await openHeldPool(echo, 1, { closeTimeout })
  const closed = pool.close()
  gate.open()
  await Promise.all([...holders, closed])
})

test('a process whose pool closed in time does not wait for closeTimeout', async () => {
  const { runChild } = require('../helpers/child.js')
  const program = `
    const { WorkerPool } = require('..')
    new WorkerPool(${JSON.stringify(echo)}, 1, { closeTimeout: 1e9 }).close().then(() => console.log('closed'))`
  expect(await runChild('-e', program)).toEqual({ code: 0, signal: null, stdout: 'closed\n', stderr: '' })
})
