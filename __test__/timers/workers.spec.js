// Each thread has its own timers, which don't wait for those of others and are gone with it.
'use strict'

const { once } = require('node:events')
const path = require('node:path')
const { Worker } = require('node:worker_threads')
const { setTimeout, cancelTimeout } = require('../../index.js')
const { passed } = require('../helpers/clock.js')
const { runChild } = require('../helpers/child.js')
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

test('timers of four threads and the main thread fire at once, each as promised', async () => {
  const workers = Array.from({ length: 4 }, openWorker)
  const answers = workers.map((worker) => ask(worker, 'watch'))
  const here = new Witness()
  for (let number = 0; number < 1000; number += 1) here.set(number % 40)
  expect(await here.faults()).toEqual([])
  expect(await Promise.all(answers)).toEqual(workers.map(() => ({ faults: [], isHere: true })))
})

test('no two timers of a process have one id, whatever their threads', async () => {
  const there = await Promise.all(Array.from({ length: 3 }, () => ask(openWorker(), 'ids')))
  const here = Array.from({ length: 100 }, () => setTimeout(() => {}, 0).id)
  expect(new Set([...there.flat(), ...here]).size).toBe(400)
})

test('a thread can\'t cancel another\'s timer', async () => {
  const [one, other] = [openWorker(), openWorker()]
  const id = await ask(one, 'own')
  const fired = once(one, 'message')
  expect([cancelTimeout(id), await ask(other, 'cancel', id)]).toEqual([false, false])
  expect(await fired).toEqual(['fired'])
})

test('a blocked thread doesn\'t hold up the timers of another', () => {
  const cells = new Int32Array(new SharedArrayBuffer(4))
  openWorker().postMessage(['ticks', cells])
  for (let ticks = 0; ticks < 10; ticks = Atomics.load(cells, 0)) Atomics.wait(cells, 0, ticks)
  expect(Atomics.load(cells, 0)).toBeGreaterThanOrEqual(10)
})

test('the timers of a thread are gone with it', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(4))
  const worker = openWorker()
  worker.postMessage(['ticks', cells])
  await Atomics.waitAsync(cells, 0, 0).value
  await worker.terminate()
  const ticks = cells[0]
  await passed(10)
  expect(cells[0]).toBe(ticks)
})

test('timers fire while other threads with timers come and go', async () => {
  const witness = new Witness()
  for (let round = 0; round < 5; round += 1) {
    for (let number = 0; number < 100; number += 1) witness.set(number)
    const worker = openWorker()
    await ask(worker, 'ids')
    await worker.terminate()
  }
  expect(await witness.faults()).toEqual([])
})

test(`${rounds} rounds of two threads terminated with many timers do no harm`, async () => {
  const result = await runChild('timers-terminate-rounds.js', String(rounds))
  expect(result).toEqual({ code: 0, signal: null, stdout: 'true\n', stderr: '' })
}, 10 * 60000)
