// A server that stays responsive: what computes for long runs on a pool, and the event loop goes on answering everybody else.
//
//     node examples/http-server.js
//
// It asks itself: for something heavy a few times at once and, meanwhile, for something light again and again. First the heavy part is computed where
// requests are answered, then on the pool.
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
    // Whoever hangs up needs no answer: a job that waits is dropped.
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      response.end(String(await count(LIMIT, gone.signal)))
    } catch (error) {
      if (error.name === 'AbortError') return
      // The queue is full: better to say so at once than to have everybody wait longer and longer.
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
  const heavy = Promise.all(Array.from({ length: HEAVY_REQUESTS }, async () => answers.push(await get(port, '/primes'))))
  let pongs = 0
  while (answers.length < HEAVY_REQUESTS) {
    await get(port, '/')
    pongs += 1
  }
  await heavy
  delay.disable()
  server.close()

  console.log(`${where}: ${answers.length} heavy answers (${answers[0]} primes), ${pongs} light ones meanwhile; ` +
    `the event loop was late by ${(delay.max / 1e6).toFixed(0)} ms at worst, ${(delay.percentile(50) / 1e6).toFixed(1)} ms in the middle`)
}

async function main () {
  await measure('on the event loop', countPrimes)

  const pool = new WorkerPool(path.join(__dirname, 'workers', 'count-primes.js'), { maxQueue: 100 })
  await measure('on a pool', (limit, signal) => pool.run(limit, { signal }))
  await pool.close()
}

main()
