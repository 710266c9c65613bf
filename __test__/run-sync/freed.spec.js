// Tests that runSync() itself does what its job needs and what else the event loop would do, which stands still.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

test.each([0, 1, 30])('the only thread is ended if its job ignores its abort: abortGrace %i', async (abortGrace) => {
  const pool = openPool(echo, 1, { abortGrace })
  for (let round = 0; round < 3; round += 1) {
    const [gate, controller] = [new Gate(), new AbortController()]
    const options = { filename: fixture('never-returns.js'), signal: controller.signal }
    const run = failureOf(pool.run({ gate: gate.buffer }, options))
    await gate.reachedBy(1)
    controller.abort('enough')
    expect(pool.runSync(round)).toBe(round)
    expect(await run).toMatchObject({ name: 'AbortError', cause: 'enough' })
  }
  await pool.close()
})

test.each([0, 30])('the only thread is ended if its job ignores its timeout: abortGrace %i', async (abortGrace) => {
  const pool = openPool(echo, 1, { abortGrace })
  pool.runSync('ready')
  const gate = new Gate()
  const options = { filename: fixture('never-settles.js'), timeout: 200 }
  const run = failureOf(pool.run({ gate: gate.buffer }, options))
  expect(pool.runSync('after')).toBe('after')
  expect(await run).toMatchObject({ code: 'ERR_OXPOOL_TIMEOUT' })
  await pool.close()
})

test('a plain thread that has left is replaced, even if it is another pool\'s', async () => {
  const [one, other] = [openPool('native:sort', 1), openPool('native:sort', 1, { maxTasksPerWorker: 1 })]
  const numbers = new Float64Array(new SharedArrayBuffer(8 * 100_000)).fill(1)
  // These jobs run one after the other, because all of them write the same memory. Each needs a new thread.
  const runs = [other.run(numbers), other.run(numbers), other.run(numbers)]
  expect(one.runSync(numbers)).toBe(numbers)
  await Promise.all(runs)
})

test('jobs that keep telling their progress do not keep runSync() from passing messages on', async () => {
  const pool = openPool(fixture('nests-at-once.js'), 3)
  const gate = new Gate()
  const flood = pool.run({ gate: gate.buffer }, { filename: fixture('floods.js'), onProgress () {} })
  gate.waitFor(1)
  expect(pool.runSync(new Int32Array(new SharedArrayBuffer(4)))).toBe(3)
  gate.open()
  await flood
})
