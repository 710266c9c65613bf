// Tests runWorker(), the article's helper that starts one thread with a callback.
'use strict'

const { once } = require('node:events')
const { pathToFileURL } = require('node:url')
const { Worker } = require('node:worker_threads')
const { runWorker } = require('../../index.js')
const { fixture } = require('../helpers/fixture.js')

/** Runs a worker to its end. Returns the arguments of every call of its callback, and the exit code. */
async function callsOf (file, workerData) {
  const calls = []
  const worker = runWorker(fixture(file), (...args) => calls.push(args), workerData)
  const code = await new Promise((resolve) => worker.on('exit', resolve))
  return { calls, code }
}

test('runWorker() returns the Worker', async () => {
  const worker = runWorker(fixture('posts-thrice.js'), () => {})
  expect(worker).toBeInstanceOf(Worker)
  await once(worker, 'exit')
})

test('the callback gets null and the message, for each message', async () => {
  const { calls, code } = await callsOf('posts-thrice.js', { a: [1n] })
  expect(calls).toEqual([[null, 1], [null, 2], [null, { a: [1n] }]])
  expect(code).toBe(0)
})

test('workerData is null by default', async () => {
  expect((await callsOf('posts-thrice.js')).calls.at(-1)).toEqual([null, null])
})

test('the callback gets an uncaught error once, and then an Error for the exit code', async () => {
  const { calls } = await callsOf('throws-at-load.js')
  expect(calls).toHaveLength(2)
  expect(calls[0]).toEqual([expect.objectContaining({ name: 'RangeError', message: 'no loading' })])
  expect(calls[1]).toEqual([new Error('Worker has stopped with code 1')])
})

test('the callback gets an Error for an exit code that is not 0', async () => {
  const { calls } = await callsOf('exits-at-load.js')
  expect(calls).toEqual([[new Error('Worker has stopped with code 5')]])
  expect(calls[0][0]).toBeInstanceOf(Error)
})

test('a terminated worker exits with code 1', async () => {
  const calls = []
  const worker = runWorker(fixture('message-echo.js'), (...args) => calls.push(args))
  const answered = once(worker, 'message')
  worker.postMessage('hello')
  await answered
  await worker.terminate()
  expect(calls).toEqual([[null, 'hello'], [new Error('Worker has stopped with code 1')]])
})

test('a SharedArrayBuffer that comes back from the worker is still the same memory', async () => {
  const worker = runWorker(fixture('message-echo.js'), () => {})
  const cells = new Int32Array(new SharedArrayBuffer(8))
  worker.postMessage(cells)
  const [back] = await once(worker, 'message')
  back[1] = 7
  expect(cells[1]).toBe(7)
  await worker.terminate()
})

test('the path may be a URL', async () => {
  const worker = runWorker(pathToFileURL(fixture('posts-thrice.js')), () => {})
  expect(await once(worker, 'exit')).toEqual([0])
})

test('a callback that is no function is refused', () => {
  expect(() => runWorker(fixture('echo.js'), 'call me')).toThrow(expect.objectContaining({ code: 'ERR_OXPOOL_OPTION' }))
})
