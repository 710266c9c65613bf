// Tests that pools work in one Worker and in several, and that they end with their Workers.
'use strict'

const { once } = require('node:events')
const path = require('node:path')
const { Worker } = require('node:worker_threads')
const { runLongChild } = require('../helpers/child.js')
const { fixture } = require('../helpers/fixture.js')
const { openPool } = require('../helpers/pools.js')

const rounds = process.env.OXPOOL_STRESS ? 300 : 15

async function usePoolsInWorker () {
  const worker = new Worker(path.join(__dirname, '..', 'programs', 'in-worker.js'))
  const exit = once(worker, 'exit')
  const [posted] = await once(worker, 'message')
  return { posted, code: (await exit)[0] }
}

const done = { posted: { sum: 249500, sorted: [1, 2, 3], isSame: true }, code: 0 }

test('a Worker that uses pools ends when they are closed', async () => {
  expect(await usePoolsInWorker()).toEqual(done)
})

test('three Workers and the main thread use pools at the same time', async () => {
  const here = openPool(fixture('doubles.js'), 2)
  const there = [usePoolsInWorker(), usePoolsInWorker(), usePoolsInWorker()]
  const results = await Promise.all(Array.from({ length: 500 }, (_, number) => here.run(number)))
  expect(results).toEqual(results.map((_, number) => number * 2))
  expect(await Promise.all(there)).toEqual([done, done, done])
})

test('a handler may use a pool of its own', async () => {
  expect(await openPool(fixture('uses-pool.js'), 2).run(21)).toBe(84)
})

test(`terminating two Workers with jobs in flight, ${rounds} times, does no harm`, async () => {
  const { code, signal, stdout, stderr } = await runLongChild('terminate-rounds.js', String(rounds))
  expect({ code, signal, stdout, stderr }).toEqual({ code: 0, signal: null, stdout: '42\n', stderr: '' })
}, 10 * 60000)
