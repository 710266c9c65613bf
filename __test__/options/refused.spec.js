// Tests that every wrong option is refused with the option's name, the expected value and the received one.
'use strict'

const { WorkerPool } = require('../../index.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')

/** Checks a refusal: its class, its code, and a message with the option, the expected value and the received one. */
function expectRefusal (error, { Class = TypeError, option, expected, received }) {
  expect(error).toBeInstanceOf(Class)
  expect(error.code).toBe('ERR_OXPOOL_OPTION')
  for (const part of [`\`${option}\``, expected, received]) expect(error.message).toContain(part)
}

const thrownBy = (action) => {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('It threw nothing')
}

const wrongThreads = [
  [0, RangeError, '0'], [-1, RangeError, '-1'], [1.5, RangeError, '1.5'], [NaN, RangeError, 'NaN'],
  [Infinity, RangeError, 'Infinity'], [1025, RangeError, '1025'], [1e9, RangeError, '1000000000'],
  ['2', TypeError, '\'2\''], [null, TypeError, 'null'], [true, TypeError, 'true'], [2n, TypeError, '2n'],
  [() => {}, TypeError, 'function'], [Symbol('s'), TypeError, 'Symbol(s)']
]

describe.each([
  ['as an argument after the file', (threads) => new WorkerPool(echo, threads, {})],
  ['as an option', (threads) => new WorkerPool(echo, { threads })],
  ['as the first argument', (threads) =>
    ['string', 'function'].includes(typeof threads) ? new WorkerPool({ threads }) : new WorkerPool(threads, {})]
])('threads %s', (_, make) => {
  test.each(wrongThreads)('%p is refused', (threads, Class, received) => {
    expectRefusal(thrownBy(() => make(threads)), { Class, option: 'threads', expected: 'a whole number', received })
  })
})

const poolOptions = [
  ['filename', 'echo.js', { expected: 'a path', received: 'echo.js' }],
  ['filename', 5, { expected: 'a path', received: '5 (number)' }],
  ['filename', null, { expected: 'a path', received: 'null' }],
  ['filename', new URL('https://example.org/a.js'), { expected: 'file:', received: 'https://example.org/a.js' }],
  ['filename', 'file://[', { expected: 'file: URL', received: 'file://[' }],
  ['filename', '', { expected: 'a', received: '\'\'' }],
  ['name', 5, { expected: 'string', received: '5 (number)' }],
  ['name', '', { expected: 'non-empty', received: '\'\'' }],
  ['label', {}, { expected: 'string', received: '{}' }],
  ['label', '', { expected: 'non-empty', received: '\'\'' }],
  ['timeout', '5', { expected: 'milliseconds', received: '\'5\' (string)' }],
  ['timeout', -1, { Class: RangeError, expected: '>= 0', received: '-1' }],
  ['timeout', NaN, { Class: RangeError, expected: '>= 0', received: 'NaN' }],
  ['abortGrace', '5', { expected: 'milliseconds', received: '\'5\' (string)' }],
  ['abortGrace', -1, { Class: RangeError, expected: '>= 0', received: '-1' }],
  ['abortGrace', NaN, { Class: RangeError, expected: '>= 0', received: 'NaN' }],
  ['minThreads', 1.5, { Class: RangeError, expected: 'a whole number from 0 to 1024', received: '1.5' }],
  ['minThreads', -1, { Class: RangeError, expected: 'a whole number from 0 to 1024', received: '-1' }],
  ['minThreads', '1', { expected: 'a whole number from 0 to 1024', received: '\'1\'' }],
  ['maxThreads', 0, { Class: RangeError, expected: 'a whole number from 1 to 1024', received: '0' }],
  ['maxThreads', 1025, { Class: RangeError, expected: 'a whole number from 1 to 1024', received: '1025' }],
  ['idleTimeout', -1, { Class: RangeError, expected: '>= 0', received: '-1' }],
  ['idleTimeout', null, { expected: 'milliseconds', received: 'null' }],
  ['closeTimeout', NaN, { Class: RangeError, expected: '>= 0', received: 'NaN' }],
  ['maxQueue', -1, { Class: RangeError, expected: 'a whole number >= 0', received: '-1' }],
  ['maxQueue', 1.5, { Class: RangeError, expected: '`Infinity`', received: '1.5' }],
  ['maxQueue', 'many', { expected: '\'auto\'', received: '\'many\'' }],
  ['overflow', 'drop', { expected: '\'wait\'', received: '\'drop\'' }],
  ['maxTasksPerWorker', 0, { Class: RangeError, expected: 'a whole number >= 1', received: '0' }],
  ['maxTasksPerWorker', NaN, { Class: RangeError, expected: 'a whole number >= 1', received: 'NaN' }],
  ['maxMemoryPerWorker', 0, { Class: RangeError, expected: 'a whole number >= 1', received: '0' }],
  ['maxMemoryPerWorker', '1gb', { expected: 'a whole number >= 1', received: '1gb' }],
  ['niceIncrement', -1, { Class: RangeError, expected: 'a whole number >= 0', received: '-1' }],
  ['niceIncrement', 0.5, { Class: RangeError, expected: 'a whole number >= 0', received: '0.5' }],
  ['argv', 'x', { expected: 'an array', received: '\'x\'' }],
  ['execArgv', {}, { expected: 'an array', received: '{}' }],
  ['execArgv', ['--x', 5], { expected: 'an array of strings', received: '5' }],
  ['execArgv', [undefined], { expected: 'an array of strings', received: 'undefined' }],
  ['env', 5, { expected: 'an object or `SHARE_ENV`', received: '5 (number)' }],
  ['env', () => {}, { expected: 'an object or `SHARE_ENV`', received: 'function' }],
  ['resourceLimits', 5, { expected: 'an object', received: '5 (number)' }],
  ['resourceLimits', [], { expected: 'an object', received: '[]' }],
  ['trackUnmanagedFds', 'no', { expected: 'a boolean', received: '\'no\'' }],
  ['stdout', 1, { expected: 'a boolean', received: '1 (number)' }],
  ['stderr', null, { expected: 'a boolean', received: 'null' }]
]

test.each(poolOptions)('a pool refuses %s: %p', (option, value, refusal) => {
  expectRefusal(thrownBy(() => new WorkerPool({ [option]: value })), { option, ...refusal })
})

test.each([
  [{ env: { KEY: Symbol('s') } }, TypeError, 'env.KEY', 'a string', 'Symbol(s)'],
  [{ resourceLimits: { stackSizeMb: '4' } }, TypeError, 'resourceLimits.stackSizeMb', 'megabytes > 0', '\'4\''],
  [{ resourceLimits: { stackSizeMb: NaN } }, RangeError, 'resourceLimits.stackSizeMb', 'megabytes > 0', 'NaN'],
  [{ resourceLimits: { maxOldSpaceMb: 4 } }, TypeError, 'maxOldSpaceMb', 'maxOldGenerationSizeMb', '4']
])('a pool refuses a wrong part of %p', (options, Class, option, expected, received) => {
  expectRefusal(thrownBy(() => new WorkerPool(options)), { Class, option, expected, received })
})

test.each([
  ['filename', [echo, { filename: echo }]],
  ['filename', [echo, 1, { filename: 'native:sum' }]],
  ['threads', [echo, 1, { threads: 1 }]],
  ['threads', [1, { threads: 2 }]]
])('%s given both as an argument and as an option is refused', (option, args) => {
  expectRefusal(thrownBy(() => new WorkerPool(...args)), { option, expected: 'absent from the options', received: '' })
})

test('a number of threads as an argument is refused together with limits', () => {
  const refusal = { option: 'minThreads', expected: 'absent beside `threads`', received: '1 (number)' }
  expectRefusal(thrownBy(() => new WorkerPool(2, { minThreads: 1 })), refusal)
})

test('the name option is refused for a native task, by the pool and by a run', async () => {
  const refusal = { option: 'name', expected: 'absent for a native task', received: '\'triple\'' }
  expectRefusal(thrownBy(() => new WorkerPool('native:sum', { name: 'triple' })), refusal)
  expectRefusal(await refuse(openPool('native:sum', 1), { name: 'triple' }), refusal)
  expectRefusal(await refuse(openPool(echo, 1), { filename: 'native:sum', name: 'triple' }), refusal)
})

test.each([
  [{ force: 1 }, 'force', 'a boolean', '1 (number)'], [{ forced: true }, 'forced', '', 'true'],
  [null, 'the options of close', 'an object', 'null']
])('close() rejects for %p, and the pool stays open', async (options, option, expected, received) => {
  const pool = openPool(echo, 1)
  expectRefusal(await failureOf(pool.close(options)), { option, expected, received })
  expect(await pool.run(1)).toBe(1)
})

test.each([
  [{ threads: 2, minThreads: 1 }, TypeError, 'minThreads', 'absent beside `threads`', '1 (number)'],
  [{ threads: 2, maxThreads: 2 }, TypeError, 'maxThreads', 'absent beside `threads`', '2 (number)'],
  [{ minThreads: 3, maxThreads: 2 }, RangeError, 'minThreads', 'at most `maxThreads`, which is 2', '3 (number)']
])('contradictory sizes are refused by the pool and by resize(): %p', async (size, ...expectation) => {
  const [Class, option, expected, received] = expectation
  const refusal = { Class, option, expected, received }
  expectRefusal(thrownBy(() => new WorkerPool(echo, size)), refusal)
  expectRefusal(await failureOf(openPool(echo, 1).resize(size)), refusal)
})

test.each([
  [undefined, TypeError, 'threads'], [null, TypeError, 'threads'], ['2', TypeError, 'threads'],
  [0, RangeError, 'threads'], [1025, RangeError, 'threads'], [{ minThreads: -1 }, RangeError, 'minThreads'],
  [{ maxThreads: '2' }, TypeError, 'maxThreads'], [{ idleTimeout: 5 }, TypeError, 'idleTimeout']
])('resize() rejects for %p, and the pool keeps its size', async (size, Class, option) => {
  const pool = openPool(echo, 1)
  expectRefusal(await failureOf(pool.resize(size)), { Class, option, expected: '', received: '' })
  expect(pool.options).toMatchObject({ minThreads: 1, maxThreads: 1 })
})

test.each([
  [null], [5], ['x'], [() => {}], [[]], [new Uint8Array(1)]
])('a pool refuses %p in place of its options', (options) => {
  expect(thrownBy(() => new WorkerPool(echo, 1, options)).code).toBe('ERR_OXPOOL_OPTION')
})

const runOptions = [
  ['filename', 'echo.js', { expected: 'a path', received: 'echo.js' }],
  ['filename', {}, { expected: 'a path', received: '{}' }],
  ['name', 5, { expected: 'string', received: '5 (number)' }],
  ['priority', 'highest', { expected: '\'high\'', received: 'highest' }],
  ['priority', 'constructor', { expected: '\'high\'', received: 'constructor' }],
  ['priority', 1, { expected: '\'low\'', received: '1' }],
  ['name', '', { expected: 'non-empty', received: '\'\'' }],
  ['timeout', '5', { expected: 'milliseconds', received: '\'5\' (string)' }],
  ['timeout', -1, { Class: RangeError, expected: '>= 0', received: '-1' }],
  ['timeout', NaN, { Class: RangeError, expected: '>= 0', received: 'NaN' }],
  ['signal', {}, { expected: 'an AbortSignal', received: '{}' }],
  ['signal', { aborted: false, addEventListener () {} }, { expected: 'an AbortSignal', received: 'aborted: false' }],
  ['signal', null, { expected: 'an AbortSignal', received: 'null' }],
  ['signal', new AbortController(), { expected: 'an AbortSignal', received: 'AbortController' }],
  ['transferList', {}, { expected: 'an array', received: '{}' }],
  ['transferList', null, { expected: 'an array', received: 'null' }]
]

// Whoever awaits the promise, or adds a `catch`, gets every error there.
const refuse = (pool, options) => failureOf(pool.run(1, options))

test.each(runOptions)('a run rejects for a wrong %s: %p, and the next run works', async (option, value, refusal) => {
  const pool = openPool(echo, 1)
  expectRefusal(await refuse(pool, { [option]: value }), { option, ...refusal })
  expect(await pool.run(2)).toBe(2)
})

test.each([[null], [5], ['x']])('a run refuses %p in place of its options', async (options) => {
  expect((await refuse(openPool(echo, 1), options)).code).toBe('ERR_OXPOOL_OPTION')
})

test.each([
  ['map', 'the options of map', (pool, options) => pool.map([1], options)],
  ['stream', 'the options of a run', (pool, options) => pool.stream(1, options)],
  ['runSync', 'the options of runSync', (pool, options) => pool.runSync(1, options)],
  ['trace', 'file', (pool, file) => pool.trace(file)]
])('%s(), which returns no promise, throws for a mistake in its arguments', (_, option, call) => {
  expectRefusal(thrownBy(() => call(openPool(echo, 1), null)), { option, expected: '', received: 'null' })
})

test('a job\'s run() of its own pool rejects for a mistake too', async () => {
  const pool = openPool(fixture('nests-mistaken.js'), 1)
  expect(await pool.run({ priority: 'urgent' })).toEqual(['rejected', 'ERR_OXPOOL_OPTION'])
})

const strangers = [
  ['an unknown key', { treads: 2 }, 'treads'],
  ['a key of Object.prototype', { toString: 2 }, 'toString'],
  ['an own __proto__', JSON.parse('{"__proto__": {"threads": 2}}'), '__proto__'],
  ['an unknown key that is undefined', { treads: undefined }, 'treads']
]

test.each(strangers)('%s is refused by the pool and by a run', async (_, options, option) => {
  const refusal = { option, expected: '', received: '' }
  expectRefusal(thrownBy(() => new WorkerPool(echo, 1, options)), refusal)
  expectRefusal(await refuse(openPool(echo, 1), options), refusal)
})

test('a constructor that throws leaves no thread behind', () => {
  const before = process.getActiveResourcesInfo().length
  thrownBy(() => new WorkerPool(echo, 2, { execArgv: ['--no-such-option'] }))
  expect(process.getActiveResourcesInfo().length).toBe(before)
})
