// Tests that a call in the style of another pool is refused by an error that says what to write instead.
'use strict'

const { WorkerPool } = require('../../index.js')
const { failureOf } = require('../helpers/failure.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const echo = fixture('echo.js')
const add = (a, b) => a + b
const open = () => openPool(echo, 1)
const refused = (...texts) => ({
  code: 'ERR_OXPOOL_OPTION',
  message: expect.stringMatching(texts.map((text) => text.replace(/[()]/g, '\\$&')).join('.*'))
})

/** The error of a call, whether it throws or rejects. */
const errorOf = (call) => failureOf(Promise.resolve().then(call))

const EXEC = 'pool.exec(fn, args)'

test.each([
  ['a pool of a function', () => new WorkerPool(add), refused('filename', EXEC, 'Function: add')],
  ['a pool of a function, and threads', () => new WorkerPool(add, 2), refused('filename', EXEC)],
  ['a pool of a function, as an option', () => new WorkerPool({ filename: add }), refused('filename', EXEC)],
  ['a pool of threads and a file', () => new WorkerPool(2, echo), refused('threads', 'the filename comes first')],
  ['a function and its arguments', () => open().run(add, [1, 2]), refused('the options of a run', EXEC)],
  ['a run of a function, as an option', () => open().run(1, { filename: add }), refused('filename', EXEC)],
  ['data and a transfer list', () => open().run(1, [new ArrayBuffer(1)]), refused('an object', 'transferList')],
  ['data and a name', () => open().run({}, 'resize'), refused('an object', 'the option `name`', 'resize')],
  ['data and a signal', () => open().run({}, AbortSignal.abort()), refused('an object', 'the option `signal`')],
  ['the name of an export and arguments', () => open().exec('resize', [1]), refused('`fn`', 'pool.run(data, { name })')]
])('%s', async (_, call, error) => {
  expect(await errorOf(call)).toMatchObject({ name: 'TypeError', ...error })
})

test('a function for a pool that has no file: the error names exec()', async () => {
  const error = await errorOf(() => openPool(1).run(add))
  expect(error).toMatchObject({ code: 'ERR_OXPOOL_NO_TASK', message: expect.stringContaining(EXEC) })
})

test('a function that gives the data still does, with and without options', async () => {
  const pool = open()
  expect(await pool.run(() => 5)).toBe(5)
  expect(await pool.run((a = 6) => a, {})).toBe(6)
})
