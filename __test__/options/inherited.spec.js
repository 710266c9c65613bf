// Tests that what an object inherits is neither read nor refused: not by calls, and not from a polluted prototype.
'use strict'

const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { runChild } = require('../helpers/child.js')
const { openPool } = require('../helpers/pools.js')
const waits = require('../../lib/timers/promises.js')

const echo = fixture('echo.js')
const inheriting = (inherited, own) => Object.assign(Object.create(inherited), own)

async function collect (iterable) {
  const values = []
  for await (const value of iterable) values.push(value)
  return values
}

test('inherited keys of the options of a pool are not read, known or not', async () => {
  const inherited = { filename: 'native:none', threads: 5, maxQueue: 0, timeout: 0, env: { A: '1' }, odd: 1 }
  const pool = openPool(echo, inheriting(inherited, { maxThreads: 1, label: 'own' }))
  expect({ ...pool.options }).toMatchObject({ threads: 1, maxQueue: Infinity, label: 'own' })
  expect(Object.keys(pool.options)).not.toContain('timeout')
  expect(await pool.run(1)).toBe(1)
})

const inherited = { name: 'none', timeout: 0, concurrency: -1, sticky: 5, force: true, ref: 5, threads: -1, odd: 1 }

test.each([
  ['run', (pool, options) => pool.run(1, options), 1],
  ['map', (pool, options) => collect(pool.map([1, 2], options)), [1, 2]],
  ['exec', (pool, options) => pool.exec(() => 1, [], options), 1],
  ['broadcast', (pool, options) => pool.broadcast(1, options), [1]],
  ['runSync', (pool, options) => pool.runSync(1, options), 1],
  ['stream', (pool, options) => collect(pool.stream(1, options)), [1]],
  ['resize', (pool, options) => pool.resize(options), undefined],
  ['close', (pool, options) => pool.close(options), undefined],
  ['a native task', (pool, options) =>
    pool.run(inheriting(options, { data: Int8Array.of(2, 1) }), { filename: 'native:sort' }), Int8Array.of(1, 2)],
  ['a wait', (_, options) => waits.setTimeout(1, 'over', options), 'over']
])('inherited keys of the options of %s are not read, known or not', async (_, call, expected) => {
  expect(await call(openPool(echo, 1), Object.create(inherited))).toEqual(expected)
})

test('a field that a native task needs is missing if it is only inherited', async () => {
  const data = inheriting({ algorithm: 'crc32' }, { data: 'text' })
  const error = await failureOf(openPool('native:hash', 1).run(data))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_OPTION', message: expect.stringContaining('`algorithm` is missing') })
})

test('inherited keys of resourceLimits reach no thread', async () => {
  const resourceLimits = Object.create({ stackSizeMb: 1 })
  const pool = openPool(fixture('tells-thread-options.js'), 1, { resourceLimits })
  expect(await pool.run()).toContain('stackSizeMb: 4')
})

test('a thread hears every message of its pool even if all objects inherit a `once`', async () => {
  const pool = openPool(fixture('yields.js'), 1, { execArgv: ['--require', fixture('inherits-once.js')] })
  const expected = Array.from({ length: 1000 }, (_, index) => index)
  // The thread stops again and again until it hears that values have been taken.
  expect(await collect(pool.stream(1000))).toEqual(expected)
})

test.each([
  ['the owner\'s', ['values']],
  ['the owner\'s and the threads\'', ['values', 'in the threads too']]
])('a polluted Object.prototype changes nothing: %s', async (_, args) => {
  expect(await runChild('polluted.js', ...args)).toEqual({ code: 0, signal: null, stdout: 'done\n', stderr: '' })
})

test.each([
  ['the owner\'s', ['reads']],
  ['the owner\'s and the threads\'', ['reads', 'in the threads too']]
])('no file of the package reads anything from Object.prototype: %s', async (_, args) => {
  expect(await runChild('polluted.js', ...args)).toEqual({ code: 0, signal: null, stdout: 'done\n', stderr: '' })
})
