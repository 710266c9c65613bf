// How punctual are the timers, and what does it cost to set a timer, to cancel it, and to wait for it?
'use strict'

const { runBenches } = require('./lib/program')

const parts = {
  lateness: require('./timers/lateness'),
  cost: require('./timers/cost'),
  wait: require('./timers/wait'),
  interval: require('./timers/interval')
}

async function run ({ quick, rounds = quick ? 1 : 3, takePart }) {
  // Measurements that take seconds and hardly differ between rounds are made a third as often.
  const options = { quick, rounds, slowRounds: Math.ceil(rounds / 3), takePart }
  const report = { results: {}, tables: [], marks: [] }
  for (const [name, part] of Object.entries(parts)) {
    const { results, tables, marks } = await part.run(options)
    report.results[name] = results
    report.tables.push(...tables)
    report.marks.push(...marks)
  }
  return report
}

module.exports = { run }

if (require.main === module) runBenches({ timers: () => module.exports })
