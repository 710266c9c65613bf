// Tests that a worker file that can't be used fails its jobs with the full reason, and is not loaded again and again.
'use strict'

const { once } = require('node:events')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

// A linter can't parse these files, so the test writes them.
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'oxpool-'))
afterAll(() => fs.rmSync(directory, { recursive: true }))

function badSyntax (extension) {
  const file = path.join(directory, `bad-syntax.${extension}`)
  fs.writeFileSync(file, 'const = 1\n')
  return file
}

const unloadable = [
  ['throws', fixture('throws-at-load.js'), { name: 'RangeError', message: 'no loading', stack: 'throws-at-load.js:4' }],
  [
    'throws, as a module',
    fixture('throws-at-load.mjs'),
    { name: 'RangeError', message: 'no loading', stack: 'throws-at-load.mjs:2' }
  ],
  [
    'exports a rejected promise',
    fixture('rejected.js'),
    { name: 'RangeError', message: 'no loading', stack: 'rejected.js:4' }
  ],
  ['has a syntax error', badSyntax('js'), { name: 'SyntaxError', stack: 'bad-syntax.js' }],
  ['has a syntax error, as a module', badSyntax('mjs'), { name: 'SyntaxError' }],
  ['is missing', fixture('missing.js'), { code: 'MODULE_NOT_FOUND', message: 'missing.js' }],
  ['is missing, as a module', fixture('missing.mjs'), { code: 'ERR_MODULE_NOT_FOUND', message: 'missing.mjs' }]
]

const dying = [
  ['exits', fixture('exits-at-load.js'), { exitCode: 5 }],
  ['throws an uncaught error', fixture('throws-while-loading.mjs'), {}]
]

const text = (value) => value === undefined ? expect.anything() : expect.stringContaining(value)

test.each(unloadable)('each job of a file that %s rejects with the error as its cause', async (_, file, cause) => {
  const pool = openPool(file, 2)
  for (const error of await Promise.all([1, 2, 3].map((data) => failureOf(pool.run(data))))) {
    expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_FILE', message: text(path.basename(file)) })
    expect(error.cause).toMatchObject({ message: text(cause.message), stack: text(cause.stack) })
    if (cause.name) expect(error.cause.name).toBe(cause.name)
    if (cause.code) expect(error.cause.code).toBe(cause.code)
  }
})

test.each(unloadable)('a file that %s fails only the run that names it', async (_, filename) => {
  const pool = openPool(fixture('echo.js'), 1)
  const [error, after] = await Promise.all([failureOf(pool.run(1, { filename })), pool.run('after')])
  expect(error.code).toBe('ERR_OXPOOL_WORKER_FILE')
  expect(after).toBe('after')
})

test('a file that neither exports a function nor listens for messages is refused', async () => {
  const pool = openPool(fixture('neither-style.js'), 1)
  const error = await failureOf(pool.run(1))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_FILE', message: text('neither-style.js') })
})

describe.each([1, 2])('with %i threads', (threads) => {
  test.each(dying)('a file that %s at load rejects each job with ERR_OXPOOL_WORKER_FILE', async (_, file, cause) => {
    const pool = openPool(file, threads)
    const early = Array.from({ length: 10 }, () => failureOf(pool.run(1)))
    const codes = (await Promise.all(early)).map(({ code }) => code)
    expect(codes).toEqual(codes.map(() => 'ERR_OXPOOL_WORKER_FILE'))
    const late = await failureOf(pool.run(1))
    expect(late).toMatchObject({ code: 'ERR_OXPOOL_WORKER_FILE', cause })
  })
})

test.each([...unloadable, ...dying])('a file that %s is not loaded again and again', async (_, file) => {
  const pool = openPool(file, 1)
  let created = 0
  pool.on('workerCreate', () => { created += 1 })
  for (let job = 0; job < 50; job += 1) await failureOf(pool.run(job))
  await pool.close()
  expect(created).toBeLessThanOrEqual(1)
})

/** Opens a pool of one thread whose file has worked once. All later threads end while they load the file. */
async function openPoolThatEnds () {
  const gate = new Gate()
  const pool = openPool(fixture('exits-at-load-when-open.js'), 1, { workerData: gate.buffer })
  expect(await pool.run('worked')).toBe('worked')
  gate.open()
  // Waits for its end, since it could still take a job before.
  const ended = once(pool, 'workerDestroy')
  pool.threads[0].terminate()
  await ended
  return { pool, gate }
}

test('a file that has worked is loaded again when a thread ends while loading it, and jobs wait', async () => {
  const { pool, gate } = await openPoolThatEnds()
  const run = pool.run('again')
  await gate.reachedBy(2)
  new Int32Array(gate.buffer)[0] = 0
  expect(await run).toBe('again')
})

test('a file that has worked is given up when six threads in a row end while loading it', async () => {
  const { pool, gate } = await openPoolThatEnds()
  const waiting = await failureOf(pool.run('waiting'))
  expect(gate.arrived).toBe(7)
  const cause = { code: 'ERR_OXPOOL_WORKER_CRASH', exitCode: 5 }
  for (const error of [waiting, await failureOf(pool.run('to come'))]) {
    expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_FILE', cause })
  }
})

test('close() settles in a pool whose file exits at load', async () => {
  const pool = openPool(fixture('exits-at-load.js'), 2)
  const error = failureOf(pool.run(1))
  await pool.close()
  expect((await error).code).toBe('ERR_OXPOOL_WORKER_FILE')
})

test('a file is given up when jobs wait and six threads in a row end before their first job', async () => {
  const pool = openPool(fixture('breaks-its-thread.js'), 1)
  pool.on('error', () => {})
  const error = await failureOf(pool.run(1))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_WORKER_FILE', cause: { code: 'ERR_OXPOOL_WORKER_CRASH' } })
  expect(error.message).toContain('before its first job')
  await pool.close()
})

test('threads that die while they are idle are replaced, and a later job runs', async () => {
  const gate = new Gate()
  gate.open()
  const pool = openPool(fixture('dies-idle-when-open.js'), 1, { workerData: gate.buffer })
  const [error] = await once(pool, 'error')
  expect(error.message).toBe('died idle')
  await once(pool, 'error')
  new Int32Array(gate.buffer)[0] = 0
  expect(await pool.run('served')).toBe('served')
})
