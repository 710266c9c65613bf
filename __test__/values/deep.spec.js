// Tests that values nested thousands of levels deep arrive whole, or are refused by an error that says so.
'use strict'

const path = require('node:path')
const { runChild } = require('../helpers/child.js')
const { kinds, nest, depthOf } = require('../helpers/deep.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const DEPTH = 20000
const PLAIN = Object.keys(kinds).filter((kind) => kind !== 'instances')
/** Around the depths at which one side can write a value and the other can't read it. */
const DEPTHS = [100, 500, 1000, 1500, 2000, 3000, 4000, 6000, 9000, DEPTH]

const openDeep = (options) => openPool(fixture('deep.js'), 1, options)

/** What became of a run: how deep its result is, or the error. */
async function outcomeOf (kind, run) {
  try {
    return depthOf(kind, await run)
  } catch (error) {
    return error
  }
}

/** Whether an error says that a value can't be sent, or can't be read where it was sent to. */
const isRefusal = ({ name, code }) =>
  code === 'ERR_OXPOOL_UNREADABLE' || name === 'RangeError' || name === 'DataCloneError'

describe.each(PLAIN)('plain values of 20 000 levels arrive whole: %s', (kind) => {
  test('as data and as a result', async () => {
    const pool = openDeep()
    expect(depthOf(kind, await pool.run(nest(kind, DEPTH), { name: 'echoes' }))).toBe(DEPTH)
    expect(depthOf(kind, await pool.run(() => nest(kind, DEPTH), { name: 'echoes' }))).toBe(DEPTH)
    expect(depthOf(kind, pool.runSync(nest(kind, DEPTH), { name: 'echoes' }))).toBe(DEPTH)
  })

  test('as progress and as a yielded value', async () => {
    const pool = openDeep()
    const told = []
    await pool.run({ kind, depth: DEPTH }, { name: 'tells', onProgress: (value) => told.push(depthOf(kind, value)) })
    expect(told).toEqual([DEPTH])
    const [first, second] = await takeAll(pool.stream({ kind, depth: DEPTH }, { name: 'yields' }))
    expect([depthOf(kind, first), second]).toEqual([DEPTH, 'next'])
  })

  test('between a job and its nested jobs', async () => {
    const results = await openDeep().run({ kind, depth: DEPTH }, { name: 'submits' })
    expect(results.map((result) => depthOf(kind, result))).toEqual([DEPTH, DEPTH])
  })
})

async function takeAll (values) {
  const all = []
  for await (const value of values) all.push(value)
  return all
}

test('a deep value keeps references to one object, and to itself', async () => {
  const shared = { name: 'shared' }
  const root = { shared }
  let inner = root
  for (let level = 0; level < DEPTH; level++) inner = inner.inner = { shared }
  inner.root = root
  const result = await openDeep().run(root, { name: 'echoes' })
  let at = result
  while (at.inner !== undefined) at = at.inner
  expect(at.root).toBe(result)
  expect(at.shared).toBe(result.shared)
})

test('a getter deep inside a value runs once, and what it throws rejects the run', async () => {
  let calls = 0
  let value = { get throws () { calls += 1; throw new Error('from the getter') } }
  for (let level = 0; level < DEPTH; level++) value = [value]
  const pool = openDeep()
  await expect(pool.run(value, { name: 'echoes' })).rejects.toThrow('from the getter')
  expect(calls).toBe(1)
  expect(await pool.run('next', { name: 'echoes' })).toBe('next')
})

test.each([
  ['a function', () => () => {}, 'DataCloneError'],
  ['a symbol', () => Symbol('deep'), 'DataCloneError']
])('%s deep inside a value rejects the run', async (_, make, name) => {
  let value = make()
  for (let level = 0; level < 500; level++) value = [value]
  await expect(openDeep().run(value, { name: 'echoes' })).rejects.toMatchObject({ name })
})

describe('a deep value that only a port carries arrives whole or rejects the run', () => {
  test.each(DEPTHS)('as data, %i levels', async (depth) => {
    const pool = openDeep()
    const outcome = await outcomeOf('instances', pool.run(nest('instances', depth), { name: 'echoes' }))
    if (outcome !== depth) expect(isRefusal(outcome)).toBe(true)
    expect(await pool.run('next', { name: 'echoes' })).toBe('next')
  })

  test.each(DEPTHS)('as a result, %i levels', async (depth) => {
    const pool = openDeep()
    const outcome = await outcomeOf('instances', pool.run({ kind: 'instances', depth }, { name: 'returns' }))
    if (outcome !== depth) expect(isRefusal(outcome)).toBe(true)
    expect(await pool.run('next', { name: 'echoes' })).toBe('next')
  })

  test.each(DEPTHS)('as a yielded value, %i levels', async (depth) => {
    const outcomes = takeAll(openDeep().stream({ kind: 'instances', depth }, { name: 'yields' }))
    const [first] = await outcomes.catch((error) => [error])
    expect(first instanceof Error ? isRefusal(first) : depthOf('instances', first) === depth).toBe(true)
  })

  test.each(DEPTHS)('of a nested job, %i levels', async (depth) => {
    const pool = openDeep()
    const run = pool.run({ kind: 'instances', depth }, { name: 'submits' })
    const depths = (results) => results.map((result) => depthOf('instances', result))
    const outcome = await run.then(depths, (error) => error)
    if (Array.isArray(outcome)) expect(outcome).toEqual([depth, depth])
    else expect(isRefusal(outcome)).toBe(true)
    expect(await pool.run('next', { name: 'echoes' })).toBe('next')
  })
})

// A thread with a large stack writes what this one can't read.
const largeStack = { resourceLimits: { stackSizeMb: 64 } }

test('a result that the caller can not read rejects the run, and other runs go on', async () => {
  const pool = openDeep(largeStack)
  const run = pool.run({ kind: 'instances', depth: DEPTH }, { name: 'returns' })
  await expect(run).rejects.toMatchObject({ code: 'ERR_OXPOOL_UNREADABLE' })
  const others = await Promise.all([1, 2, 3].map((value) => pool.run(value, { name: 'echoes' })))
  expect(others).toEqual([1, 2, 3])
})

test('a yielded value that the caller can not read ends the stream, and is not taken for the next one', async () => {
  const stream = openDeep(largeStack).stream({ kind: 'instances', depth: DEPTH }, { name: 'yields' })
  await expect(takeAll(stream)).rejects.toMatchObject({ code: 'ERR_OXPOOL_UNREADABLE' })
})

test('progress that the caller can not read rejects the run', async () => {
  const data = { kind: 'instances', depth: DEPTH }
  const run = openDeep(largeStack).run(data, { name: 'tells', onProgress: () => {} })
  await expect(run).rejects.toMatchObject({ code: 'ERR_OXPOOL_UNREADABLE' })
})

test.each(Object.keys(kinds))('an error arrives with or without its deep property: %s', async (kind) => {
  for (const options of [undefined, largeStack]) {
    const pool = openDeep(options)
    for (const depth of DEPTHS) {
      const error = await pool.run({ kind, depth, as: 'property' }, { name: 'throws' }).catch((error) => error)
      expect(error).toBeInstanceOf(RangeError)
      expect(error).toMatchObject({ message: 'thrown', code: 'E_DEEP' })
      if ('value' in error) expect(depthOf(kind, error.value)).toBe(depth)
    }
    await pool.close()
  }
})

test.each(Object.keys(kinds))('a deep value of %s that is thrown arrives, or an error in its place', async (kind) => {
  const pool = openDeep(largeStack)
  for (const depth of DEPTHS) {
    const thrown = await pool.run({ kind, depth, as: 'value' }, { name: 'throws' }).catch((error) => error)
    if (!(thrown instanceof Error)) expect(depthOf(kind, thrown)).toBe(depth)
  }
  expect(await pool.run('next', { name: 'echoes' })).toBe('next')
})

test.each(Object.keys(kinds))('a job hears of its abort, whatever the reason: %s', async (kind) => {
  const pool = openDeep({ resourceLimits: { stackSizeMb: 1 } })
  const controller = new AbortController()
  const started = new Int32Array(new SharedArrayBuffer(4))
  const run = pool.run({ started }, { name: 'hears', signal: controller.signal })
  await Atomics.waitAsync(started, 0, 0).value
  const reason = nest(kind, 3000)
  controller.abort(reason)
  const error = await run.catch((error) => error)
  expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
  expect(error.cause).toBe(reason)
})

test('a message that this thread can not read is told by an event, and the pool goes on', async () => {
  const pool = openDeep(largeStack)
  const heard = new Promise((resolve) => pool.once('messageerror', resolve))
  await pool.run({ kind: 'objects', depth: DEPTH }, { name: 'posts' })
  expect(await heard).toMatchObject({ name: 'RangeError' })
  expect(await pool.run('next', { name: 'echoes' })).toBe('next')
})

test('runWorker() calls back with an error for a message that this thread can not read', async () => {
  const { stdout } = await runChild('--stack-size=300', path.join(__dirname, '../programs/unreadable-message.js'))
  expect(stdout).toBe('RangeError\nnext\n')
})
