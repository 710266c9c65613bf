// Shows a server that stays responsive: long computations run on a pool, and the event loop answers everybody else.
//
//     node examples/http-server.js
//
// The program sends requests to its own server: a few heavy requests at once and, meanwhile, one light request after
// another. At first the event loop computes the heavy answers itself, then a pool computes them.
'use strict'

const { once } = require('node:events')
const http = require('node:http')
const path = require('node:path')
const { monitorEventLoopDelay } = require('node:perf_hooks')
const { text } = require('node:stream/consumers')
const { WorkerPool } = require('oxpool')
const countPrimes = require('./workers/count-primes.js')

const HEAVY_REQUESTS = 4
const LIMIT = 1_000_000

/** @param {(limit: number, signal: AbortSignal) => number | Promise<number>} count */
function createServer (count) {
  return http.createServer(async (request, response) => {
    if (request.url !== '/primes') return response.end('pong')
    // A client that has hung up needs no answer. If its job still waits, the pool drops the job.
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      response.end(String(await count(LIMIT, gone.signal)))
    } catch (error) {
      if (error.name === 'AbortError') return
      // If the queue is full, it is better to say so at once than to let everybody wait longer and longer.
      response.statusCode = error.code === 'ERR_OXPOOL_QUEUE_FULL' ? 503 : 500
      response.end(error.message)
    }
  })
}

async function get (port, url) {
  const [response] = await once(http.get({ port, path: url, agent: false }), 'response')
  return text(response)
}

async function measure (where, count) {
  const server = createServer(count).listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  const delay = monitorEventLoopDelay({ resolution: 1 })

  delay.enable()
  const answers = []
  const heavy = Promise.all(Array.from({ length: HEAVY_REQUESTS }, async () => {
    answers.push(await get(port, '/primes'))
  }))
  let pongs = 0
  while (answers.length < HEAVY_REQUESTS) {
    await get(port, '/')
    pongs += 1
  }
  await heavy
  delay.disable()
  server.close()

  const [worst, median] = [(delay.max / 1e6).toFixed(0), (delay.percentile(50) / 1e6).toFixed(1)]
  console.log(`${where}: ${answers.length} heavy answers (${answers[0]} primes), ${pongs} light ones meanwhile; ` +
    `the event loop was late by ${worst} ms at worst, with a median of ${median} ms`)
}

async function main () {
  await measure('on the event loop', countPrimes)

  const pool = new WorkerPool(path.join(__dirname, 'workers', 'count-primes.js'), { maxQueue: 100 })
  await measure('on a pool', (limit, signal) => pool.run(limit, { signal }))
  await pool.close()
}

main()
