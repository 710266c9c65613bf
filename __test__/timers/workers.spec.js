// Tests that each thread has its own timers, which do not wait for the timers of other threads and end with the thread.
'use strict'

const { once } = require('node:events')
const path = require('node:path')
const { Worker } = require('node:worker_threads')
const { setTimeout, cancelTimeout } = require('../../index.js')
const { passed } = require('../helpers/clock.js')
const { runLongChild } = require('../helpers/child.js')
const { Witness } = require('../helpers/witness.js')

const rounds = process.env.OXPOOL_STRESS ? 2000 : 40
const open = []

function openWorker () {
  const worker = new Worker(path.join(__dirname, '..', 'programs', 'timers-worker.js'))
  open.push(worker)
  return worker
}

async function ask (worker, ...message) {
  const answered = once(worker, 'message')
  worker.postMessage(message)
  return (await answered)[0]
}

afterEach(() => Promise.all(open.splice(0).map((worker) => worker.terminate())))

test('timers of four threads and the main thread fire at the same time, each in order and none early', async () => {
  const workers = Array.from({ length: 4 }, openWorker)
  const answers = workers.map((worker) => ask(worker, 'watch'))
  const here = new Witness()
  for (let number = 0; number < 1000; number += 1) here.set(number % 40)
  expect(await here.faults()).toEqual([])
  expect(await Promise.all(answers)).toEqual(workers.map(() => ({ faults: [], isHere: true })))
})

test('no two timers of a process have the same id, even in different threads', async () => {
  const there = await Promise.all(Array.from({ length: 3 }, () => ask(openWorker(), 'ids')))
  const here = Array.from({ length: 100 }, () => setTimeout(() => {}, 0).id)
  expect(new Set([...there.flat(), ...here]).size).toBe(400)
})

test('a thread can\'t cancel the timer of another thread', async () => {
  const [one, other] = [openWorker(), openWorker()]
  const id = await ask(one, 'own')
  const fired = once(one, 'message')
  expect([cancelTimeout(id), await ask(other, 'cancel', id)]).toEqual([false, false])
  expect(await fired).toEqual(['fired'])
})

test('a blocked thread doesn\'t delay the timers of another thread', () => {
  const cells = new Int32Array(new SharedArrayBuffer(4))
  openWorker().postMessage(['ticks', cells])
  for (let ticks = 0; ticks < 10; ticks = Atomics.load(cells, 0)) Atomics.wait(cells, 0, ticks)
  expect(Atomics.load(cells, 0)).toBeGreaterThanOrEqual(10)
})

test('the timers of a thread end with the thread', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(4))
  const worker = openWorker()
  worker.postMessage(['ticks', cells])
  await Atomics.waitAsync(cells, 0, 0).value
  await worker.terminate()
  const ticks = cells[0]
  await passed(10)
  expect(cells[0]).toBe(ticks)
})

test('timers fire while other threads with timers start and end', async () => {
  const witness = new Witness()
  for (let round = 0; round < 5; round += 1) {
    for (let number = 0; number < 100; number += 1) witness.set(number)
    const worker = openWorker()
    await ask(worker, 'ids')
    await worker.terminate()
  }
  expect(await witness.faults()).toEqual([])
})

test(`timers still work after ${rounds} rounds in which two threads with many timers are terminated`, async () => {
  const result = await runLongChild('timers-terminate-rounds.js', String(rounds))
  expect(result).toEqual({ code: 0, signal: null, stdout: 'true\n', stderr: '' })
}, 10 * 60000)
