// Runs jobs of every kind while Object.prototype is polluted, and prints each result that is not what it should be.
//
// The first argument says how Object.prototype is polluted: with hostile values ('values'), or with getters that tell
// who reads them ('reads'), under every word that a file of the package uses. With a second argument the threads are
// polluted too, before they load the package.
'use strict'

const assert = require('node:assert')
const path = require('node:path')
const { inspect } = require('node:util')
const { tracingChannel } = require('node:diagnostics_channel')
const { nativeJob, names } = require('../helpers/native-jobs.js')

const [how, isDeep] = process.argv.slice(2)
const pollutes = path.join(__dirname, '..', 'fixtures', how === 'values' ? 'pollutes.js' : 'tells-reads.js')
const fixture = (name) => path.join(__dirname, '..', 'fixtures', name)
const echo = fixture('echo.js')

// Loaded first: the question is what is read at run time.
const { WorkerPool, runWorker, move, setTimeout, setInterval, cancelTimeout } = require('../../index.js')
const waits = require('../../lib/timers/promises.js')
// Node makes its streams for these when they are first needed, and it reads inherited options then.
const { stdout } = process
process.stderr.write('')
require(pollutes)

const options = isDeep === undefined ? {} : { execArgv: ['--require', pollutes] }
const own = (value) => Object.getOwnPropertyNames(value).sort()
let failures = 0

async function check (name, actual, expected) {
  try {
    const value = await actual()
    if (!(expected instanceof Function)) return assert.deepStrictEqual(value, expected)
    assert.ok(expected(value), `it is ${inspect(value)}`)
  } catch (error) {
    failures += 1
    console.log(`${name}: ${error.stack}`)
  }
}

async function failureOf (promise) {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not reject')
}

async function collect (iterable) {
  const values = []
  for await (const value of iterable) values.push(value)
  return values
}

async function runJobs (pool) {
  await check('a number', () => pool.run(1), 1)
  await check('an object', () => pool.run({ i: 1, inner: [{ j: 2 }] }, {}), (value) =>
    own(value).join() === 'i,inner' && value.i === 1 && value.inner[0].j === 2)
  await check('data that is asked for', () => pool.run(() => 2, {}), 2)
  await check('moved data', () => pool.run({ bytes: move(new Uint8Array([3])) }), (value) => value.bytes[0] === 3)
  await check('a transferList', () => {
    const bytes = new Uint8Array([4])
    return pool.run(bytes, { transferList: [bytes.buffer] })
  }, (value) => value[0] === 4)
  await check('shared memory', () => pool.run(new SharedArrayBuffer(8)), (value) => value.byteLength === 8)
  await check('map', () => collect(pool.map([1, 2, 3], {})), [1, 2, 3])
  await check('exec', () => pool.exec((a, b) => a + b, [1, 2], {}), 3)
  await check('broadcast', () => pool.broadcast(5, {}), (values) => values.every((value) => value === 5))
  await check('a sticky broadcast', () => pool.broadcast(5, { sticky: true }), (values) => values.length > 0)
  await check('stream', () => collect(pool.stream(3, { filename: fixture('yields.js') })), [0, 1, 2])
  const manyValues = () => pool.stream(200, { filename: fixture('yields.js') })
  await check('a stream whose values wait to be taken', () => collect(manyValues()), ({ length }) => length === 200)
  await check('runSync', () => pool.runSync(6, {}), 6)
  await check('nested jobs', () =>
    pool.run({ jobs: [1, 2], filename: echo }, { filename: fixture('nests.js'), name: 'all' }), [1, 2])
  await check('a message file', () => pool.run('text', { filename: fixture('message-echo.js') }), 'text')
  await check('progress', async () => {
    const told = []
    await pool.run([1, 2], { filename: fixture('tells-progress.js'), onProgress: (value) => told.push(value) })
    return told
  }, [1, 2])
  await check('an error of a task', () => failureOf(pool.run(1, { filename: fixture('throws-odd.js') })),
    (error) => !own(error).includes('cause') && !own(error).includes('phase'))
  await check('an error of the pool', () => failureOf(pool.run(1, { filename: echo, name: 'none' })), (error) =>
    error.code === 'ERR_OXPOOL_NO_TASK' && !own(error).includes('cause'))
  await check('an unknown option', () => failureOf(pool.run(1, { odd: 1 })), ({ code }) => code === 'ERR_OXPOOL_OPTION')
  await check('an abort', async () => {
    const controller = new AbortController()
    const run = failureOf(pool.run(1, { filename: fixture('waits-deafly.js'), signal: controller.signal }))
    controller.abort('enough')
    return run
  }, ({ cause }) => cause === 'enough')
  await check('a timeout', () => failureOf(pool.run(1, { filename: fixture('waits-deafly.js'), timeout: 50 })),
    ({ code }) => code === 'ERR_OXPOOL_TIMEOUT')
  await check('a thread that dies', () => failureOf(pool.run(3, { filename: fixture('exits.js') })),
    ({ exitCode }) => exitCode === 3)
  await check('the thread after it', () => pool.run(7), 7)
  for (const task of names) {
    const run = () => pool.run(nativeJob(task, 16), { filename: `native:${task}` })
    await check(task, run, (value) => value !== undefined)
  }
  await check('a missing field', () => failureOf(pool.run({ data: 'x' }, { filename: 'native:hash' })),
    ({ message }) => message.includes('`algorithm` is missing'))
  await check('a hash', () => pool.run({ data: 'x', algorithm: 'crc32' }, { filename: 'native:hash' }), '8cdc1683')
  await check('a sort', () => pool.run(Int8Array.of(2, 1), { filename: 'native:sort' }), Int8Array.of(1, 2))
  await check('resize', async () => {
    await pool.resize(1)
    await pool.resize({ maxThreads: 2 })
    return [pool.options.minThreads, pool.options.maxThreads]
  }, [1, 2])
  await check('stats', () => pool.stats().workers.every(({ kind }) => kind === 'script'), true)
}

async function run () {
  await check('timers', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    cancelTimeout(setInterval(() => {}, 1))
    await waits.setTimeout(1, undefined, {})
    const ticks = waits.setInterval(1, 'tick', {})
    const { value } = await ticks.next()
    await ticks.return()
    return value
  }, 'tick')
  await check('what a thread is given', async () => {
    const pool = new WorkerPool(fixture('tells-thread-options.js'), 1)
    const before = await pool.run()
    // The second thread starts later, and its successor after that.
    pool.threads[0].terminate()
    await new Promise((resolve) => pool.once('workerDestroy', resolve))
    const after = await pool.run()
    await pool.close({})
    return [before, after]
  }, (told) => told.every((one) => one === 'argv: 2, env: undefined, workerData: undefined, stackSizeMb: 4'))
  await check('runWorker', () => new Promise((resolve, reject) => {
    const done = (error, message) => error ? reject(error) : resolve(message)
    const worker = runWorker(fixture('message-echo.js'), done).on('message', () => worker.terminate().then(() => {}))
    worker.postMessage('text')
  }), 'text')
  const pool = new WorkerPool(echo, 2, options)
  await runJobs(pool)
  await pool.close({})
  const bounded = new WorkerPool(echo, { ...options, threads: 1, maxQueue: 2, overflow: 'wait', resourceLimits: {} })
  const numbers = [1, 2, 3, 4, 5]
  await check('runs that are held back', () => Promise.all(numbers.map((number) => bounded.run(number))), numbers)
  const traced = tracingChannel('oxpool:job')
  const [heard, ignore] = [[], () => {}]
  const listeners = { end: ignore, asyncStart: ignore, asyncEnd: ignore, error: ignore }
  traced.subscribe({ ...listeners, start: (job) => heard.push(job.task) })
  await check('a traced job', async () => {
    await bounded.exec((value) => value, [1], {})
    return heard
  }, ['exec'])
  await bounded.destroy()
  const plain = new WorkerPool('native:sum', 1)
  await check('plain threads', () => plain.run(Int8Array.of(1, 2)), 3)
  await check('their stats', () => plain.stats().workers[0].name, 'oxpool-0')
  await plain.close()
  stdout.write(failures === 0 ? 'done\n' : `${failures} failures\n`)
}

run()
