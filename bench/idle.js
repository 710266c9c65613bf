// How much CPU time does a pool take while it has nothing to do?
'use strict'

const { OWN, PEERS } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn, valuesOf } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { spreadOrNull } = require('./lib/stats')

async function run ({ quick, rounds = quick ? 1 : 3, threads = 8, takePart }) {
  const spec = { threads, settleSeconds: 1, seconds: quick ? 1 : 3 }
  const results = await measureInTurn({
    program: 'idle',
    contenders: takePart(['none', OWN, ...PEERS]),
    rounds,
    spec
  })
  const own = results[OWN] && spreadOrNull(valuesOf(results[OWN], 'cpuMsPerSecond'))
  return {
    spec,
    results,
    tables: [contendersTable(`Idle pool of ${threads}`, results, { cpuMsPerSecond: 'CPU ms/s' })],
    marks: [mark('idle CPU ms per second', own)]
  }
}

module.exports = { run }

if (require.main === module) runBenches({ idle: () => module.exports })
