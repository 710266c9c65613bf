// How many tasks a second does one pool echo, and how much CPU time does each cost?
'use strict'

const { deepStrictEqual } = require('node:assert')
const { keepInFlight } = require('../lib/in-flight')
const payloads = require('../lib/payloads')
const { warmUp } = require('../lib/warm-up')
const { main } = require('./main')

main(async (start, spec) => {
  const { payload, threads, inFlight, seconds } = spec
  const value = payloads[payload]()
  const pool = start('echo', threads)
  deepStrictEqual(await pool.run(value), value)

  const speed = await warmUp(pool.run, value, spec)
  const count = Math.max(inFlight, Math.round(speed * seconds))
  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  const last = await keepInFlight(pool.run, value, { inFlight, count })
  const elapsed = performance.now() - before
  const cpu = process.cpuUsage(cpuBefore)

  deepStrictEqual(last, value)
  return { tasksPerSecond: count / elapsed * 1000, cpuPerTask: (cpu.user + cpu.system) / count }
})
