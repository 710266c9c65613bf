// What every measuring child does: load one contender, measure it, print one JSON line, close the pool.
'use strict'

const { setTimeout: sleep } = require('node:timers/promises')

const CLOSING_MS = 5000

async function main (measure) {
  const spec = JSON.parse(process.argv[2])
  const contender = require(`../peers/${spec.contender}`)
  await contender.load?.()

  let pool
  const start = (task, threads, options = {}) => {
    pool = contender.start(task, threads, options)
    return pool
  }
  const result = await measure(start, spec)
  process.stdout.write(`${JSON.stringify(result)}\n`)

  // Not every pool's closing ends, and a figure already taken must not be lost to it.
  await Promise.race([pool.close(), sleep(CLOSING_MS)])
  process.exit()
}

module.exports = { main }
