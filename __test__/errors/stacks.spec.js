// Tests that the stack of an error of the pool's own begins where the user called, and has no frame of the package.
'use strict'

const { AsyncLocalStorage } = require('node:async_hooks')
const { channel } = require('node:diagnostics_channel')
const path = require('node:path')
const { WorkerPool } = require('../../index.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { framesOf } = require('../helpers/frames.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const LIB = path.join(__dirname, '..', '..', 'lib')
const open = (options) => openPool(fixture('never-settles.js'), 1, { abortGrace: 0, ...options })
const data = () => ({ gate: new Gate().buffer })

/** Expects that a stack begins in the function that is named, and nowhere shows the package. */
function expectFrom (error, name) {
  const frames = framesOf(error)
  expect(frames[0]).toContain('stacks.spec.js')
  expect(frames.slice(0, 2).join()).toContain(name)
  expect(frames.filter((frame) => frame.includes(LIB))).toEqual([])
  expect(error.stack.startsWith(`${error.name}: ${error.message}`)).toBe(true)
}

const garbage = { data: Uint8Array.of(1, 2), format: 'gzip' }

/** The ways in which a job can fail after its call has returned. */
const failures = [
  ['a timeout', (pool) => pool.run(data(), { timeout: 20 })],
  ['a timeout of 0', (pool) => pool.run(data(), { timeout: 0 })],
  ['an abort', (pool) => pool.run(data(), { signal: AbortSignal.timeout(20) })],
  ['an abort before the call', (pool) => pool.run(data(), { signal: AbortSignal.abort() })],
  ['a crash', (pool) => pool.run(1, { filename: fixture('exits.js') })],
  ['a crash of a function that was sent', (pool) => pool.exec(() => process.exit(1))],
  ['a missing worker file', (pool) => pool.run(1, { filename: fixture('missing.js') })],
  ['what a native task refuses', (pool) => pool.run(garbage, { filename: 'native:decompress' })],
  ['data that getData gives a native task', (pool) => pool.run(() => 1, { filename: 'native:sort' })],
  ['a missing export', (pool) => pool.run(1, { name: 'missing' })]
]

test.each(failures)('of %s: at the async function that awaits the job', async (_, fail) => {
  const pool = open()
  const theCaller = async () => { await fail(pool) }
  expectFrom(await failureOf(theCaller()), 'theCaller')
})

test('of a job that its pool does not finish', async () => {
  const pool = open()
  const theCaller = async () => { await pool.run(data()) }
  const failure = failureOf(theCaller())
  pool.destroy()
  expectFrom(await failure, 'theCaller')
})

test('of ready(), if the pool closes', async () => {
  const pool = open({ maxQueue: 0 })
  const run = failureOf(pool.run(data()))
  const theCaller = async () => { await pool.ready() }
  const failure = failureOf(theCaller())
  pool.destroy()
  expectFrom(await failure, 'theCaller')
  await run
})

test('also if the job is one of several in Promise.all()', async () => {
  const pool = open()
  const theCaller = async () => { await Promise.all([pool.run(data(), { timeout: 20 })]) }
  const frames = framesOf(await failureOf(theCaller()))
  expect(frames[0]).toContain('Promise.all')
  expect(frames[1]).toContain('theCaller')
})

test('also while async hooks are in use and the tracing channel has a subscriber', async () => {
  const pool = open()
  const heard = []
  const listener = ({ error }) => heard.push(error)
  const errors = channel('tracing:oxpool:job:error')
  errors.subscribe(listener)
  try {
    const theCaller = async () => { await pool.run(data(), { timeout: 20 }) }
    const error = await failureOf(new AsyncLocalStorage().run(1, theCaller))
    expectFrom(error, 'theCaller')
    expect(heard).toEqual([error])
  } finally {
    errors.unsubscribe(listener)
  }
})

test('if no async function awaits the job, the stack has no frames, but the message names the task', async () => {
  const error = await new Promise((resolve) => open().run(data(), { timeout: 0 }).catch(resolve))
  expect(framesOf(error)).toEqual([])
  expect(error.stack).toContain('never-settles.js` was not done')
})

/** The ways to run that note their call: a stack shows it even if nothing awaits. */
const noted = [
  ['broadcast()', (pool) => pool.broadcast(data(), { timeout: 20 })],
  ['stream()', (pool) => pool.stream(data(), { timeout: 20 })],
  ['map()', (pool) => pool.map([data()], { timeout: 20 })]
]

test.each(noted)('of %s: at its call', async (_, call) => {
  const pool = open()
  function theCaller () { return call(pool) }
  const called = theCaller()
  expectFrom(await failureOf(called.next?.() ?? called), 'theCaller')
})

test('of an item that a native task refuses: at the call of map()', async () => {
  const pool = open()
  function theCaller () { return pool.map([1], { filename: 'native:sort' }) }
  expectFrom(await failureOf(theCaller().next()), 'theCaller')
})

test('of runSync(): at its call', () => {
  const pool = open()
  function theCaller () { return pool.runSync(data(), { timeout: 20 }) }
  let failure
  try { theCaller() } catch (error) { failure = error }
  expectFrom(failure, 'theCaller')
})

/** What a pool refuses before the call returns. */
const refusals = [
  ['a wrong option of a pool', {}, () => new WorkerPool({ unknown: 1 })],
  ['an unknown native task of a pool', {}, () => new WorkerPool('native:unknown')],
  ['a closed pool', { isClosed: true }, (pool) => pool.run()],
  ['a closed pool, by exec()', { isClosed: true }, (pool) => pool.exec(() => {})],
  ['a closed pool, by resize()', { isClosed: true }, (pool) => pool.resize(2)],
  ['a closed pool, by stats()', { isClosed: true }, (pool) => pool.stats()],
  ['a closed pool, by map()', { isClosed: true }, (pool) => pool.map([])],
  ['a full queue', { maxQueue: 0 }, (pool) => { pool.run(data()).catch(() => {}); return pool.run() }],
  ['an unknown option', {}, (pool) => pool.run(1, { unknown: 1 })],
  ['an unknown native task', {}, (pool) => pool.run(1, { filename: 'native:unknown' })],
  ['wrong data of a native task', {}, (pool) => pool.run(1, { filename: 'native:sort' })],
  ['a wrong size', {}, (pool) => pool.resize(0)],
  ['a wrong option of close()', {}, (pool) => pool.close({ now: true })],
  ['what is no iterable', {}, (pool) => pool.map(5)],
  ['a function that can\'t be sent', {}, (pool) => pool.exec(class {})]
]

test.each(refusals)('of %s: at the call', async (_, { isClosed, ...options }, call) => {
  const pool = open(options)
  if (isClosed) pool.destroy()
  async function theCaller () { return call(pool) }
  expectFrom(await failureOf(theCaller()), 'theCaller')
})
