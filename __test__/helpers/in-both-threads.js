// Makes two tests of each claim: one in the main thread, and one in a Worker, which loads the same spec again.
'use strict'

const { once } = require('node:events')
const { isMainThread, parentPort, Worker } = require('node:worker_threads')

/**
 * @param {string} spec the file of the caller
 * @param {Record<string, () => unknown>} claims what each test does, by the name of the test
 */
function inBothThreads (spec, claims) {
  if (!isMainThread) return answer(claims)
  describe('in the main thread', () => {
    for (const [name, claim] of Object.entries(claims)) test(name, async () => { await claim() }, LONGEST)
  })
  describe('in a Worker', () => {
    let worker
    beforeAll(() => { worker = new Worker(spec) })
    afterAll(() => worker.terminate())
    for (const name of Object.keys(claims)) test(name, () => ask(worker, name), LONGEST)
  })
}

const LONGEST = process.env.OXPOOL_STRESS ? 60 * 60000 : 3 * 60000

async function ask (worker, name) {
  if (worker.threadId === -1) throw new Error('The Worker has ended')
  const answered = once(worker, 'message')
  worker.postMessage(name)
  const [failure] = await answered
  if (failure !== null) throw new Error(`In the Worker: ${failure}`)
}

/** The Worker's side. Jest does not run in the Worker, but its `expect` works without Jest. */
function answer (claims) {
  globalThis.expect = require('expect').expect
  parentPort.on('message', async (name) => {
    try {
      await claims[name]()
      parentPort.postMessage(null)
    } catch (error) {
      parentPort.postMessage(error?.stack ?? String(error))
    }
  })
}

module.exports = { inBothThreads }
