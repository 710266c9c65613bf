// Shows what an AbortSignal does to a waiting job, to a job that looks at its signal, and to a job that
// doesn't. It also shows what a timeout does.
//
//     node examples/cancellation.js
'use strict'

const { once } = require('node:events')
const path = require('node:path')
const { MessageChannel } = require('node:worker_threads')
const { WorkerPool } = require('oxpool')

const pool = new WorkerPool(path.join(__dirname, 'workers', 'searches.js'), 1, { abortGrace: 100 })

/** Starts a job and waits until it runs. Resolves to its AbortController, and to a function that tells how it ended. */
async function start (data, options) {
  const controller = new AbortController()
  let outcome
  await new Promise((resolve, reject) => {
    const run = pool.run(data, { ...options, signal: controller.signal, onProgress: resolve })
    outcome = run.then(() => 'a result', (error) => `${error.name}, caused by: ${error.cause.message}`)
    run.catch(reject)
  })
  return { controller, outcome: () => outcome }
}

async function main () {
  const { port1, port2 } = new MessageChannel()
  const running = await start(port2, { transferList: [port2] })

  // The pool's only thread is busy, so this job waits. When it is aborted, it leaves the queue at once and
  // never starts.
  const controller = new AbortController()
  const queued = pool.run(null, { name: 'deaf', signal: controller.signal })
  console.log(`queued: ${pool.queueSize} job waits`)
  controller.abort(new Error('changed my mind'))
  await queued.catch((error) => {
    console.log(`queued: ${error.name}, caused by: ${error.cause.message}; ${pool.queueSize} jobs wait`)
  })

  // The loop never yields, but it sees its signal all the same. The pool keeps its thread.
  const [worker] = pool.threads
  running.controller.abort(new Error('found it elsewhere'))
  console.log(`running: ${await running.outcome()}`)
  const [message] = await once(port1, 'message')
  console.log(`running: ${message}`)
  port1.close()

  // This job doesn't look at its signal, so the pool ends its thread after `abortGrace` and starts another thread. The
  // promise does not wait for that.
  const deaf = await start(null, { name: 'deaf' })
  console.log(`deaf: it runs on ${pool.threads[0] === worker ? 'the same thread' : 'another thread'}`)
  const ended = once(pool, 'workerDestroy')
  deaf.controller.abort(new Error('enough'))
  console.log(`deaf: ${await deaf.outcome()}`)
  await ended
  console.log('deaf: its thread was ended')

  // A timeout does the same by itself. It counts from the call of `run`.
  const late = pool.run(null, { name: 'deaf', timeout: 50 })
  await late.catch((error) => console.log(`timeout: ${error.name}, ${error.code}`))
  await pool.close()
}

main()
