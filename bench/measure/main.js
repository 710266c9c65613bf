// Does what every measuring process does: loads one contender, measures it, prints one line of JSON, closes the pool.
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

  // Some pools never finish closing. A figure that was measured already must not be lost because of that.
  await Promise.race([pool.close(), sleep(CLOSING_MS)])
  process.exit()
}

module.exports = { main }
