// Tests that timers and rejections that a job leaves to its thread's event loop go on after the job.
'use strict'

const { once } = require('node:events')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const file = fixture('leaves-behind.js')

test('a timer that a job has set fires on an idle thread', async () => {
  const pool = openPool(file, 1, { name: 'timer' })
  const told = once(pool, 'message')
  await pool.run()
  expect((await told)[0]).toBe('fired')
})

test('a timer that a job has set fires while other jobs keep the thread busy', async () => {
  const pool = openPool(file, 1, { name: 'timer' })
  const heard = []
  pool.once('message', (message) => heard.push(message))
  await pool.run()
  const loops = Array.from({ length: 100 }, async () => {
    while (heard.length === 0) await pool.run(1, { filename: fixture('echo.js'), name: undefined })
  })
  await Promise.all(loops)
  expect(heard).toEqual(['fired'])
})

test('an unhandled rejection after the job is an error event of the pool, and replaces the thread', async () => {
  const pool = openPool(file, 1, { name: 'rejection' })
  const [worker] = pool.threads
  const failed = once(pool, 'error')
  await pool.run()
  const [error] = await failed
  expect(error).toMatchObject({ name: 'RangeError', message: 'too late' })
  expect(await pool.run(7, { filename: fixture('echo.js') })).toBe(7)
  expect(pool.threads).not.toContain(worker)
})

test('a file that handles its own rejections and uncaught errors keeps its thread', async () => {
  const pool = openPool(fixture('hears-its-own.js'), 1)
  const [{ threadId }] = pool.threads
  for (let round = 0; round < 3; round += 1) {
    expect(await pool.run()).toEqual({ heard: ['rejected', 'thrown'], threadId })
  }
})
