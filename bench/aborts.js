// How long does a pool need to settle ten thousand tasks, nine in ten of which are aborted while they wait?
'use strict'

const { ALL_PEERS, OWN } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn } = require('./lib/in-turn')
const { runBenches } = require('./lib/program')

async function run ({ quick, rounds = quick ? 2 : 5, threads = 2, takePart }) {
  const spec = { threads, tasks: 10000 }
  const results = await measureInTurn({ program: 'aborts', contenders: takePart([OWN, ...ALL_PEERS]), rounds, spec })
  const title = `${spec.tasks} tasks at once, nine in ten aborted at once, ${threads} threads`
  return { spec, results, tables: [contendersTable(title, results, { ms: 'ms', lost: 'not done' })], marks: [] }
}

module.exports = { run }

if (require.main === module) runBenches({ aborts: () => module.exports })
