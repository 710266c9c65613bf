// Tests that a handler that computes without a pause sees its signal raised.
'use strict'

const { on } = require('node:events')
const { MessageChannel } = require('node:worker_threads')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

/** Aborts a job that never yields, and returns the first `count` messages that it posts. */
async function abortSpinning (pool, name, count) {
  const gate = new Gate()
  const controller = new AbortController()
  const { port1, port2 } = new MessageChannel()
  const messages = on(port1, 'message')
  const options = { name, signal: controller.signal, transferList: [port2] }
  const run = failureOf(pool.run({ gate: gate.buffer, port: port2 }, options))
  await gate.reachedBy(1)
  controller.abort('enough')
  expect((await run).name).toBe('AbortError')
  const said = []
  for (let n = 0; n < count; n += 1) said.push((await messages.next()).value[0])
  port1.close()
  return said
}

test('signal.aborted becomes true in a loop that never yields, and the thread lives on', async () => {
  const pool = openPool(fixture('spins.js'), 1, { abortGrace: Infinity })
  const [worker] = pool.threads
  for (let round = 0; round < 10; round += 1) {
    expect(await abortSpinning(pool, undefined, 1)).toEqual([{ reason: 'enough', isSignal: true }])
  }
  expect(pool.threads).toEqual([worker])
})

test('signal.throwIfAborted() throws the reason, after the abort listeners have been called', async () => {
  const pool = openPool(fixture('spins.js'), 1, { abortGrace: Infinity })
  expect(await abortSpinning(pool, 'throws', 2)).toEqual(['heard', { thrown: 'enough' }])
})

test('the signal of a job that is not aborted is never raised', async () => {
  const pool = openPool(fixture('tells-context.js'), 1)
  for (let round = 0; round < 100; round += 1) {
    expect(await pool.run()).toMatchObject({ isSignal: true, isAborted: false })
  }
})
