// Tests that an AbortSignal of any make does what Node's own does, wherever a signal is taken.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { makes, OldSignal } = require('../helpers/foreign-signals.js')
const { Gate } = require('../helpers/gate.js')
const { openHeldPool } = require('../helpers/held.js')
const { openPool } = require('../helpers/pools.js')
const { untilTrue } = require('../helpers/until.js')
const waits = require('oxpool/timers/promises')

const echo = fixture('echo.js')
const aborted = { name: 'AbortError', code: 'ABORT_ERR' }
const withReason = (make, reason) => make === 'an old polyfill' ? aborted : { ...aborted, cause: reason }

describe.each(Object.keys(makes))('a signal that is %s', (make) => {
  test('keeps queued jobs from starting', async () => {
    const { pool, gate } = await openHeldPool(echo, 1)
    const { signal, abort } = makes[make]()
    const errors = Promise.all([
      pool.run(1, { signal }), pool.run(() => 2, { signal }), pool.exec(() => 3, [], { signal })
    ].map(failureOf))
    abort('enough')
    for (const error of await errors) expect(error).toMatchObject(withReason(make, 'enough'))
    gate.open()
    expect(await pool.run(4)).toBe(4)
  })

  test('stops jobs that run', async () => {
    const pool = openPool(fixture('waits-for-abort.js'), 1, { abortGrace: 1e6 })
    const { signal, abort } = makes[make]()
    const { port1, port2 } = new MessageChannel()
    const told = []
    port1.on('message', (message) => {
      told.push(message)
      if (message === 'ready') abort('enough')
    })
    const options = { signal, transferList: [port2] }
    expect(await failureOf(pool.run({ port: port2, value: 5 }, options))).toMatchObject(withReason(make, 'enough'))
    await untilTrue(() => told.length === 2)
    port1.close()
    expect(told).toMatchObject(['ready', { aborted: true, value: 5 }])
  })

  test('refuses a job when it was aborted before', async () => {
    const pool = openPool(echo, 1)
    const { signal, abort } = makes[make]()
    abort('before')
    expect(await failureOf(pool.run(1, { signal }))).toMatchObject(withReason(make, 'before'))
  })

  test('ends a stream, a mapping and a timer', async () => {
    const pool = openPool(echo, 1)
    const { signal, abort } = makes[make]()
    const never = { filename: fixture('never-settles.js'), signal }
    const gate = new Gate()
    const stream = failureOf(pool.stream({ gate: gate.buffer }, never).next())
    const mapping = failureOf(pool.map([1], never).next())
    const wait = failureOf(waits.setTimeout(1e6, undefined, { signal }))
    await gate.reachedBy(1)
    abort('enough')
    for (const error of await Promise.all([stream, mapping, wait])) expect(error).toMatchObject(aborted)
  })

  test('stops native jobs', async () => {
    const pool = openPool('native:primes', 1)
    const { signal, abort } = makes[make]()
    const run = failureOf(pool.run({ below: 1e12 }, { signal }))
    abort()
    expect(await run).toMatchObject(aborted)
  })

  test('stops a broadcast on every thread', async () => {
    const pool = openPool(fixture('never-settles.js'), 2)
    const { signal, abort } = makes[make]()
    const gate = new Gate()
    const broadcast = failureOf(pool.broadcast({ gate: gate.buffer }, { signal }))
    await gate.reachedBy(2)
    abort()
    expect(await broadcast).toMatchObject(aborted)
  })
})

test('a signal of another make has one listener for all of its jobs, and none when they have settled', async () => {
  const pool = openPool(echo, 1)
  const signal = new OldSignal()
  const runs = [pool.run(1, { signal }), pool.run(2, { signal })]
  expect(signal.listeners).toBe(1)
  await Promise.all(runs)
  expect(signal.listeners).toBe(0)
  await pool.run(3, { signal })
  expect(signal.listeners).toBe(0)
})

test('a run whose signal can\'t be listened to rejects, and so does the next one', async () => {
  const pool = openPool(echo, 1)
  const signal = { aborted: false, addEventListener () { throw new Error('deaf') }, removeEventListener () {} }
  expect(await failureOf(pool.run(1, { signal }))).toMatchObject({ message: 'deaf' })
  expect(await failureOf(pool.run(2, { signal }))).toMatchObject({ message: 'deaf' })
})
