// Tests worker files that listen on parentPort, in every way in which a file can listen.
'use strict'

const { once } = require('node:events')
const { mkdtempSync, rmSync, symlinkSync } = require('node:fs')
const { tmpdir } = require('node:os')
const path = require('node:path')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

test.each([
  ['once', 'message-once.js'],
  ['addEventListener', 'message-event.js'],
  ['addEventListener with an object', 'message-object.js'],
  ['onmessage', 'message-onmessage.js'],
  ['an ES module', 'message-module.mjs'],
  ['a listener that answers later', 'message-later.js']
])('a listener answers each job: %s', async (_, file) => {
  const pool = openPool(fixture(file), 1)
  expect(await pool.run(21)).toBe(42)
  expect(await Promise.all([1, 2, 3].map((number) => pool.run(number)))).toEqual([2, 4, 6])
})

test('an async listener may answer after an await', async () => {
  const pool = openPool(fixture('message-async.js'), 2)
  const answers = await Promise.all([1, 2, 3].map((number) => pool.run(number)))
  expect(answers.map(({ number }) => number)).toEqual([2, 4, 6])
})

test.each([
  ['throws', 'message-throws.js'],
  ['rejects', 'message-async.js']
])('a listener that %s makes that job reject and no other, and the thread lives on', async (_, file) => {
  const pool = openPool(fixture(file), 1)
  const [before, error, after] = await Promise.all([pool.run(1), failureOf(pool.run(-1)), pool.run(2)])
  expect(error).toBeInstanceOf(RangeError)
  expect(error.message).toBe('below zero')
  expect(error.stack).toContain(file)
  expect(after).toEqual({ number: 4, threadId: before.threadId })
})

test('the first answer is the result, and a second answer is a message event of the pool', async () => {
  const pool = openPool(fixture('message-twice.js'), 1)
  const message = once(pool, 'message')
  expect(await pool.run(1)).toEqual(['first', 1])
  expect(await message).toEqual([['second', 1]])
})

test('a post while the file is loaded is a message event of the pool', async () => {
  const pool = openPool(fixture('posts-at-load.js'), 1)
  const [message] = await once(pool, 'message')
  expect(message).toEqual({ loaded: await pool.run() })
})

test('a post of a function-style task is a message event of the pool, and not the result', async () => {
  const pool = openPool(fixture('posts-while-running.js'), 1)
  const message = once(pool, 'message')
  expect(await pool.run(8)).toBe(8)
  expect(await message).toEqual([{ half: 8 }])
})

test('a job that no listener hears rejects with ERR_OXPOOL_WORKER_FILE', async () => {
  const pool = openPool(fixture('message-only-once.js'), 1)
  expect(await pool.run(1)).toBe(1)
  expect(await failureOf(pool.run(2))).toMatchObject({
    code: 'ERR_OXPOOL_WORKER_FILE',
    message: expect.stringContaining('message-only-once.js')
  })
})

test('a job that is heard and never answered can be aborted, which ends its thread', async () => {
  const pool = openPool(fixture('message-unanswered.js'), 1, { abortGrace: 0 })
  const gate = new Gate()
  const controller = new AbortController()
  const run = failureOf(pool.run(gate.buffer, { signal: controller.signal }))
  await gate.reachedBy(1)
  controller.abort('enough')
  expect(await run).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' })
  expect(await pool.run(21, { filename: fixture('message-later.js') })).toBe(42)
})

test('several message-style files on one thread each get their own jobs, even during an import', async () => {
  const pool = openPool(1, { concurrentTasksPerWorker: 4 })
  const files = ['message-module.mjs', 'message-later.js', 'message-event.js']
  const runs = [1, 2, 3, 4, 5, 6].map((number) => pool.run(number, { filename: fixture(files[number % 3]) }))
  expect(await Promise.all(runs)).toEqual([2, 4, 6, 8, 10, 12])
})

test('each file on a thread has its own onmessage', async () => {
  const pool = openPool(fixture('message-onmessage.js'), 1)
  const other = { filename: fixture('message-onmessage-adds.js') }
  expect(await pool.run(3)).toBe(6)
  expect(await pool.run(3, other)).toEqual({ sum: 4, isNullAtFirst: true })
  expect(await pool.run(4)).toBe(8)
  expect(await pool.run(4, other)).toEqual({ sum: 5, isNullAtFirst: true })
})

test('a message-style file works on a thread that could not load another file', async () => {
  const pool = openPool(1)
  expect((await failureOf(pool.run(1, { filename: fixture('no-such-file.js') }))).code).toBe('ERR_OXPOOL_WORKER_FILE')
  expect(await pool.run(2, { filename: fixture('message-event.js') })).toBe(4)
})

test('a message-style file may be given by a symbolic link', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'oxpool-'))
  try {
    const [link, moduleLink] = ['link.js', 'link.mjs'].map((name) => path.join(folder, name))
    symlinkSync(fixture('message-event.js'), link)
    symlinkSync(fixture('message-module.mjs'), moduleLink)
    const pool = openPool(1, { concurrentTasksPerWorker: 2 })
    expect(await Promise.all([pool.run(1, { filename: moduleLink }), pool.run(2, { filename: link })])).toEqual([2, 4])
    await pool.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a listener is called with the message and no other argument', async () => {
  expect(await openPool(fixture('message-arguments.js'), 1).run('data')).toEqual(['data'])
})

test('if a file exports a function and also listens, the function runs its jobs', async () => {
  expect(await openPool(fixture('message-and-function.js'), 1).run(21)).toBe(42)
})
