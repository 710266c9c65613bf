// How long does one pool take to carry a value to a thread, or back, and how much CPU time and memory does that cost?
'use strict'

const { deepStrictEqual } = require('node:assert')
const { keepInFlight } = require('../lib/in-flight')
const { values } = require('../lib/values')
const { cpuSeconds, warmUp } = require('../lib/warm-up')
const { main } = require('./main')

// Each loop that is in flight has a value of its own, which it sends again when the value has come back.
function movingRun (pool, make) {
  const here = []
  return async () => {
    const back = await pool.runMoving(here.pop() ?? make())
    here.push(back)
    return back
  }
}

// The workers of `sink` compare the first value that they get, and must have done so before the time is taken.
async function checkSink (pool, value, threads) {
  const checked = new Set()
  while (checked.size < threads) {
    const ids = await Promise.all(Array.from({ length: 2 * threads }, () => pool.run(value)))
    for (const id of ids) checked.add(id)
  }
}

main(async (start, spec) => {
  const { contender, name, direction, threads, inFlight, seconds } = spec
  const { make, plain = (value) => value, isMoved } = values[name]
  const value = make()
  const check = (result) => deepStrictEqual(plain(result), plain(make()))
  // The workers get a copy of the environment, and look there.
  process.env.BENCH_VALUE = name
  process.env.BENCH_POOL = contender.split('-')[0]
  const rssBefore = process.memoryUsage.rss()

  const pool = start(isMoved ? 'moved' : direction, threads, { value })
  const run = isMoved ? movingRun(pool, make) : pool.run
  const sent = direction === 'source' ? 1 : value
  if (direction !== 'sink') check(await run(sent))
  else if (pool.hasThreads !== false) await checkSink(pool, sent, threads)

  const speed = await warmUp(run, sent, spec, cpuSeconds)
  const count = Math.max(inFlight, Math.round(speed * seconds))
  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  const last = await keepInFlight(run, sent, { inFlight, count })
  const elapsed = performance.now() - before
  const cpu = process.cpuUsage(cpuBefore)
  const peak = process.resourceUsage().maxRSS * 1024

  if (direction !== 'sink') check(last)
  return {
    us: elapsed / count * 1000,
    cpuUs: (cpu.user + cpu.system) / count,
    mib: (peak - rssBefore) / 2 ** 20
  }
})
