// Tests worker files that export functions, in every form that Node loads.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { Gate } = require('../helpers/gate.js')
const { openPool } = require('../helpers/pools.js')

test.each([
  ['CommonJS', 'doubles.js'],
  ['an ES module', 'doubles.mjs'],
  ['CommonJS compiled from an ES module', 'compiled.js'],
  ['an async function', 'async-doubles.js'],
  ['a promise of a function, in CommonJS', 'promised.js'],
  ['a promise of a function, in an ES module', 'promised.mjs'],
  ['an ES module that awaits at its top level', 'top-level-await.mjs'],
  ['a function that returns a thenable', 'thenable.js']
])('the default export runs: %s', async (_, file) => {
  const pool = openPool(fixture(file), 1)
  expect(await pool.run(21)).toBe(42)
  expect(await pool.run(4)).toBe(8)
})

test.each([
  ['doubles.js', 'triple', 63],
  ['doubles.mjs', 'triple', 63],
  ['names.js', 'triple', 63],
  ['doubles.js', 'quadruple', 84],
  ['doubles.mjs', 'quadruple', 84],
  ['doubles.mjs', 'default', 42],
  ['default-properties.mjs', 'triple', 63]
])('in %s, `%s` runs if the run names it, and if the pool names it', async (file, name, result) => {
  const pool = openPool(fixture(file), 1)
  const named = openPool(fixture(file), 1, { name })
  expect(await pool.run(21, { name })).toBe(result)
  expect(await named.run(21)).toBe(result)
})

test('the name of a run overrides the name of the pool', async () => {
  const pool = openPool(fixture('doubles.mjs'), 1, { name: 'triple' })
  expect(await pool.run(21, { name: 'default' })).toBe(42)
})

test('a run with its own filename runs the default export, even if the pool has a name', async () => {
  const pool = openPool(fixture('doubles.mjs'), 1, { name: 'triple' })
  expect(await pool.run(21, { filename: fixture('doubles.js') })).toBe(42)
  expect(await pool.run(21, { filename: fixture('doubles.js'), name: 'quadruple' })).toBe(84)
  expect(await pool.run(Int8Array.of(2, 1), { filename: 'native:sort' })).toEqual(Int8Array.of(1, 2))
})

test.each(['names.js', 'doubles.mjs'].flatMap((file) =>
  ['missing', 'answer', 'toString', 'constructor', '__proto__', 'Triple'].map((name) => [name, file])))(
  'a name that is no exported function rejects with ERR_OXPOOL_NO_TASK: %s of %s', async (name, file) => {
    const pool = openPool(fixture(file), 1)
    const error = await failureOf(pool.run(1, { name }))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ code: 'ERR_OXPOOL_NO_TASK', message: expect.stringContaining(name) })
    expect(await pool.run(21, { name: 'triple' })).toBe(63)
  })

test('the context has the id of the job, the id of the thread and a signal', async () => {
  const pool = openPool(fixture('tells-context.js'), 1)
  const first = await pool.run()
  const second = await pool.run()
  const { threadId } = pool.threads[0]
  expect(first).toEqual({
    jobId: expect.any(Number), told: threadId, threadId, seat: 0, isSignal: true, isAborted: false
  })
  expect(second.jobId).not.toBe(first.jobId)
})

test('jobs on different threads have different ids', async () => {
  const pool = openPool(fixture('gives-id-at-gate.js'), 2)
  const gate = new Gate()
  const ids = [pool.run(gate.buffer), pool.run(gate.buffer)]
  await gate.reachedBy(2)
  gate.open()
  expect(await ids[0]).not.toBe(await ids[1])
})

test('the error for a wrong name lists the names that the file exports', async () => {
  const pool = openPool(fixture('doubles.js'), 1)
  expect(await failureOf(pool.run(1, { name: 'tripel' }))).toMatchObject({
    code: 'ERR_OXPOOL_NO_TASK',
    message: expect.stringMatching(/`tripel`; it exports .*triple/)
  })
})

test('the error for a missing default export lists the names that the file exports', async () => {
  expect(await failureOf(openPool(fixture('hostile.js'), 1).run(1))).toMatchObject({
    code: 'ERR_OXPOOL_WORKER_FILE',
    message: expect.stringContaining('it exports these functions by name: give, later, own')
  })
})
