// Does what every process that measures timers does: loads one contender, measures it, prints one line of JSON.
'use strict'

async function main (measure) {
  const spec = JSON.parse(process.argv[2])
  const timers = require(`../peers/timers/${spec.contender}`).load()
  const result = await measure(timers, spec)
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit())
}

module.exports = { main }
