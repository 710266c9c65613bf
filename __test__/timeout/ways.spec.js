// Tests that every way to run takes a timeout, and that the pool's timeout applies to runs that set none. The file is
// long because it covers each way to run.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { Log } = require('../helpers/log.js')
const { openPool } = require('../helpers/pools.js')
const { runOut, beginTimed } = require('../helpers/run-out.js')
const { untilTrue } = require('../helpers/until.js')
const { Words } = require('../helpers/words.js')

const echo = fixture('echo.js')
const file = fixture('tells-reason.js')
const timedOut = { name: 'TimeoutError', code: 'ERR_OXPOOL_TIMEOUT' }
const queued = { ...timedOut, phase: 'queued' }
const running = { ...timedOut, phase: 'running' }
const primes = 'native:primes'
/** Takes minutes. */
const endless = { below: 1e12 }

async function takeAll (iterable) {
  const values = []
  for await (const value of iterable) values.push(value)
  return values
}

describe('the pool\'s timeout', () => {
  const open = (options) => openHeldPool(echo, 1, { timeout: 1, ...options })
  const held = (timeout) => ({ filename: fixture('waits-at-gate.js'), timeout })

  async function openBusy () {
    const pool = openPool(echo, 1, { timeout: 1 })
    const gate = new Gate()
    const holder = pool.run({ gate: gate.buffer, value: 'held' }, held(Infinity))
    await gate.reachedBy(1)
    return { pool, gate, holder }
  }

  test('applies to runs that set none, and a run\'s own timeout overrides it', async () => {
    const { pool, gate, holder } = await openBusy()
    const patient = [pool.run(1, { timeout: Infinity }), pool.run(2, { timeout: 1e6 })]
    expect(await failureOf(pool.run(3))).toMatchObject({ ...queued, message: expect.stringContaining('1 ms') })
    expect(await failureOf(pool.run(3, { timeout: undefined }))).toMatchObject(queued)
    gate.open()
    expect(await Promise.all([holder, ...patient])).toEqual(['held', 1, 2])
    expect(pool.options.timeout).toBe(1)
  })

  test('applies to every way to run', async () => {
    const { pool, gate, holder } = await openBusy()
    expect(await failureOf(pool.exec((a, b) => a + b, [1, 2]))).toMatchObject(queued)
    expect(await failureOf(takeAll(pool.map([1], { concurrency: 1 })))).toMatchObject(queued)
    expect(await failureOf(takeAll(pool.stream(1)))).toMatchObject(queued)
    expect(await failureOf(pool.broadcast(1))).toMatchObject(queued)
    expect(() => pool.runSync(1)).toThrow(expect.objectContaining(queued))
    expect(await failureOf(pool.run(new Int8Array(2), { filename: 'native:sort' }))).toMatchObject(queued)
    gate.open()
    await holder
  })

  test('may be Infinity, and then runs do not time out', async () => {
    const { pool, gate } = await open({ timeout: Infinity })
    const run = pool.run(1)
    gate.open()
    expect(await run).toBe(1)
  })

  test('applies to nested jobs too', async () => {
    const pool = openPool(file, 1, { timeout: 1, abortGrace: Infinity })
    const options = { name: 'nests', timeout: Infinity }
    const { buffer } = new Words()
    expect(await pool.run({ data: buffer, options: { name: 'waits' } }, options)).toMatchObject(timedOut)
  })
})

test('map(): each item has the whole timeout, and the first item that times out ends the iteration', async () => {
  const pool = openPool(file, 1, { abortGrace: 0 })
  await pool.run(0, { filename: echo })
  const gate = new Gate()
  gate.open()
  const items = Array.from({ length: 300 }, (_, number) => number)
  expect(await takeAll(pool.map(items, { filename: echo, timeout: 1e5, concurrency: 3 }))).toEqual(items)
  const seen = []
  const error = await runOut(async (timeout) => {
    const shared = [1, 2].map((value) => ({ gate: gate.buffer, value })).concat({ gate: new Gate().buffer })
    const options = { filename: fixture('waits-at-gate.js'), timeout, concurrency: 1 }
    for await (const value of pool.map(shared, options)) seen.push(value)
  })
  expect(error).toMatchObject(running)
  expect(seen.slice(-2)).toEqual([1, 2])
  expect(await pool.run(1, { filename: echo })).toBe(1)
})

test('exec(): the thread of a function that never returns is ended', async () => {
  const pool = openPool(echo, 1, { abortGrace: 0 })
  await pool.run(0)
  expect(await runOut((timeout) => pool.exec(() => { for (;;); }, [], { timeout }))).toMatchObject(running)
  expect(await pool.exec((a) => a + 1, [1], { timeout: 1e6 })).toBe(2)
})

test('stream(): the timeout is for the whole iteration from the first next(), and ends the generator', async () => {
  const pool = openPool(fixture('yields.js'), 1, { abortGrace: Infinity })
  const [worker] = pool.threads
  let log
  const error = await runOut(async (timeout) => {
    log = new Log(10)
    for await (const value of pool.stream(log.buffer, { name: 'waits', timeout })) expect(value).toBe(1)
  })
  expect(error).toMatchObject(running)
  await untilTrue(() => log.entries.length > 0)
  expect(log.entries).toEqual([-1])
  expect(await takeAll(pool.stream(3, { timeout: 1e6 }))).toEqual([0, 1, 2])
  expect(pool.threads).toEqual([worker])
})

test('stream(): a consumer that leaves a deaf generator does not get its timeout as an error', async () => {
  const pool = openPool(fixture('yields.js'), 1, { abortGrace: 1e6 })
  const stream = pool.stream(undefined, { name: 'deaf', timeout: 200 })
  const { value } = await stream.next().catch(() => ({ value: 1 }))
  expect(value).toBe(1)
  await stream.next().catch(() => {})
  expect(await stream.return('left')).toEqual({ done: true, value: 'left' })
})

test('broadcast(): each thread has the whole timeout, and rejects the broadcast if it takes longer', async () => {
  const pool = openPool(file, 2, { abortGrace: Infinity })
  expect(await pool.broadcast(1, { filename: echo, timeout: 1e6 })).toEqual([1, 1])
  const broadcast = (timeout) => pool.broadcast(new Words().buffer, { name: 'waits', timeout })
  expect(await runOut(broadcast)).toMatchObject(running)
  expect(await pool.broadcast(2, { filename: echo })).toEqual([2, 2])
})

test('broadcast(): a job that times out while its thread is busy never starts there', async () => {
  const { pool, gate, holders } = await openHeldPool(fixture('logs-start.js'), 1)
  const log = new Log(4)
  expect(await failureOf(pool.broadcast({ log: log.buffer, number: 1 }, { timeout: 1 }))).toMatchObject(queued)
  gate.open()
  await Promise.all(holders)
  await pool.close()
  expect(log.entries).toEqual([])
})

test('runSync(): the handler sees its signal while the caller is blocked', async () => {
  const pool = openPool(file, 1, { abortGrace: Infinity })
  await pool.run(0, { filename: echo })
  for (let timeout = 20; ; timeout *= 2) {
    const words = new Words()
    try {
      pool.runSync(words.buffer, { timeout })
    } catch (error) {
      if (error.phase === 'queued') continue
      expect(error).toMatchObject(running)
      words.block(1)
      expect(words.get(2)).toBe(timeout)
      break
    }
  }
  expect(pool.runSync('after', { filename: echo })).toBe('after')
})

describe('a timeout of a nested job', () => {
  test('that is queued keeps the job from starting', async () => {
    const pool = openPool(file, 1)
    const log = new Log(2)
    // The only thread runs the parent, and can take the nested job only when the parent has returned to its event loop.
    const data = { data: { log: log.buffer, number: 1 }, options: { filename: fixture('logs-start.js'), timeout: 0 } }
    expect(await pool.run(data, { name: 'nests' })).toMatchObject(queued)
    expect(log.entries).toEqual([])
  })

  test.each([1, 2])('raises its signal and rejects its run in the parent: %i threads', async (threads) => {
    const pool = openPool(file, threads, { abortGrace: Infinity })
    for (let timeout = 20; ; timeout *= 2) {
      const words = new Words()
      const heard = await pool.run({ data: words.buffer, options: { name: 'waits', timeout } }, { name: 'nests' })
      expect(heard).toMatchObject(timedOut)
      if (heard.phase === 'queued') continue
      await words.until(1)
      break
    }
    expect(await pool.run('after', { filename: echo })).toBe('after')
  })

  test('raises its signal while the parent\'s thread is blocked', async () => {
    const pool = openPool(file, 2, { abortGrace: Infinity })
    await pool.broadcast(0, { filename: echo })
    const outcome = await nestBeside(pool, (words, timeout) => ({ data: words.buffer, options: { timeout } }))
    expect(outcome).toEqual({ code: 'ERR_OXPOOL_TIMEOUT', phase: 'running' })
  })

  test('that is deaf ends its thread, and the parent goes on', async () => {
    const pool = openPool(file, 2, { abortGrace: 0 })
    await pool.broadcast(0, { filename: echo })
    const outcome = await nestBeside(pool, (words, timeout) => ({
      data: { gate: words.buffer },
      options: { filename: fixture('never-returns.js'), timeout }
    }))
    expect(outcome).toEqual({ code: 'ERR_OXPOOL_TIMEOUT', phase: 'running' })
    expect(await Promise.all([1, 2, 3].map((number) => pool.run(number, { filename: echo })))).toEqual([1, 2, 3])
  })

  /**
   * Runs a nested job while the parent's thread is blocked until word 1 is left. Returns the outcome of a job that had
   * begun before its time was over.
   */
  async function nestBeside (pool, describe) {
    for (let timeout = 50; ; timeout *= 2) {
      const words = new Words()
      const run = pool.run({ ...describe(words, timeout), awaited: words.buffer }, { name: 'nestsBeside' })
      // If the nested job does not begin in time, it never leaves the word, and this unblocks the parent.
      const late = setTimeout(() => words.leave(1), 20 * timeout)
      const outcome = await run
      clearTimeout(late)
      if (outcome.phase === 'running') return outcome
    }
  }
})

describe.each([
  ['plain threads', () => openPool(primes, 2)],
  ['Workers', () => openPool(echo, 1)]
])('native tasks on %s', (_, open) => {
  test.each([
    ['as a value', endless], ['by getData', () => endless], ['by an async getData', async () => endless]
  ])('a running task that times out stops at its next stop check: data given %s', async (_, data) => {
    const pool = open()
    expect(await runOut((timeout) => pool.run(data, { filename: primes, timeout }))).toMatchObject(running)
    expect(await pool.run({ below: 10 }, { filename: primes, timeout: 1e6 })).toBe(4)
    await pool.close()
  })

  test('a task that times out while the submitter is blocked stops, and its thread runs the next job', async () => {
    const pool = open()
    const begun = (async () => { while (pool.stats().jobs === 0) await new Promise(setImmediate) })()
    const { failure } = await beginTimed((timeout) => pool.run(endless, { filename: primes, timeout }), begun)
    // On the one Worker this job can run only when the endless one has been stopped.
    expect(pool.runSync({ below: 100 }, { filename: primes })).toBe(25)
    expect(await failure).toMatchObject(running)
  })
})

test.each([
  ['as a value', (data) => data],
  ['by getData', (data) => () => data]
])('a native task that times out while it waits for its lease never starts: data given %s', async (_, wrap) => {
  const sort = { filename: 'native:sort' }
  const { pool, gate } = await openHeldPool(echo, 1)
  const shared = new Float64Array(new SharedArrayBuffer(80))
  shared.set([0, -1, -2, -3, -4, -5, -6, -7, -8, -9])
  const first = pool.run({ a: shared, b: shared }, { filename: 'native:dot' })
  const other = openPool('native:sort', 1)
  const isWaiting = untilTrue(() => other.stats().leases.waiting === 1)
  const { failure } = await beginTimed((timeout) => other.run(wrap(shared), { ...sort, timeout }), isWaiting)
  expect(await failure).toMatchObject(queued)
  expect(await other.run(Int8Array.of(2, 1))).toEqual(Int8Array.of(1, 2))
  gate.open()
  expect(await first).toBe(285)
  await Promise.all([pool.close(), other.close()])
  expect(shared[1]).toBe(-1)
})
