// Tests that an error that a callback throws is an uncaughtException, as in Node. If it is handled, the other timers
// that are due still fire.
'use strict'

const { runChild } = require('../helpers/child.js')

const lines = (...list) => list.map((line) => `${line}\n`).join('')

/** Runs a case in a process, or in a thread of one. */
const run = (...args) => runChild('timers-thrown.js', ...args)

const things = ['null', 'undefined', '0', 'text', 'object']
const queued = ['tick', 'microtask']
const handled = [
  ['handled', lines('before', 'handled one uncaughtException', 'between', 'handled two uncaughtException', 'after')],
  ['handled, whatever it is', lines(...things.map((what) => `handled ${what} uncaughtException`), 'after')],
  ['handled in an interval', lines(...[1, 2, 3, 4].map((tick) => `handled ${tick} uncaughtException`))],
  ['handled by many', lines('5000')],
  ['handled, and set again by the handler', lines('handled one', 'handled two')],
  ['handled, and its microtasks run before the next', lines('handled one uncaughtException', ...queued, 'after')]
]

test.each([
  ...handled,
  ['captured', lines('captured one', 'after')]
])('a process goes on after the error of a callback: %s', async (name, stdout) => {
  expect(await run('process', name)).toEqual({ code: 0, signal: null, stdout, stderr: '' })
})

test.each(handled)('a thread goes on after the error of a callback: %s', async (name, stdout) => {
  expect(await run('thread', name)).toEqual({ code: 0, signal: null, stdout: stdout + lines('exit 0'), stderr: '' })
})

test.each([
  ['unhandled', lines('before')],
  ['unhandled in an interval', '']
])('a process ends with code 1 and prints the stack: %s', async (name, printed) => {
  const { code, signal, stdout, stderr } = await run('process', name)
  expect({ code, signal, stdout }).toEqual({ code: 1, signal: null, stdout: printed })
  expect(stderr).toMatch(/RangeError: on purpose\n {4}at .*timers-thrown\.js/)
})

test('a process ends with code 1 when a callback throws a value that is no error', async () => {
  const { code, signal, stdout, stderr } = await run('process', 'unhandled null')
  expect({ code, signal, stdout }).toEqual({ code: 1, signal: null, stdout: '' })
  expect(stderr).toContain('null')
})

test('a process ends with code 7 when its uncaughtException handler throws', async () => {
  const { code, signal, stdout, stderr } = await run('process', 'a handler that throws')
  expect({ code, signal, stdout }).toEqual({ code: 7, signal: null, stdout: '' })
  expect(stderr).toContain('RangeError: again, after one')
})

test('an async callback that rejects is an unhandled rejection', async () => {
  const { code, signal, stdout, stderr } = await run('process', 'unhandled rejection')
  expect({ code, signal, stdout }).toEqual({ code: 1, signal: null, stdout: '' })
  expect(stderr).toMatch(/RangeError: on purpose\n {4}at .*timers-thrown\.js/)
})

test.each([
  ['unhandled', lines('before', 'error RangeError: on purpose', 'exit 1')],
  ['unhandled in an interval', lines('error RangeError: on purpose', 'exit 1')],
  ['unhandled null', lines('error null', 'exit 1')],
  ['unhandled rejection', lines('error RangeError: on purpose', 'exit 1')]
])('a thread ends with an \'error\' event: %s', async (name, stdout) => {
  const { code, signal, ...printed } = await run('thread', name)
  expect({ code, signal, stdout: printed.stdout }).toEqual({ code: 0, signal: null, stdout })
})
