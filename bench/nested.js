// How many nested jobs a second can a pool carry, and how much CPU time does each cost?
//
// The peers have no nested jobs. For the peers, the caller walks the same tree.
'use strict'

const { ALL_PEERS, OWN } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn } = require('./lib/in-turn')
const { runBenches } = require('./lib/program')

const METRICS = { jobsPerSecond: 'jobs/s', cpuPerJob: 'CPU us/job' }

async function run ({ quick, rounds = quick ? 2 : 5, threads = 2, takePart }) {
  const spec = { threads, depth: 20, warmUps: quick ? 1 : 3, times: quick ? 1 : 3 }
  const measure = (contenders, isNested) => {
    const note = isNested ? 'nested' : 'walked'
    return measureInTurn({ program: 'nested', contenders, rounds, spec: { ...spec, isNested }, note })
  }
  const nested = await measure(takePart([OWN]), true)
  const walked = await measure(takePart([OWN, ...ALL_PEERS]), false)
  return {
    spec,
    results: { nested, walked },
    tables: [
      contendersTable(`A recursion of 21 891 jobs, submitted by jobs, ${threads} threads`, nested, METRICS),
      contendersTable('The same, submitted by the caller', walked, METRICS)
    ],
    marks: []
  }
}

module.exports = { run }

if (require.main === module) runBenches({ nested: () => module.exports })
