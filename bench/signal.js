// What does it cost to be able to abort a task? Every run gets an AbortSignal of its own, which nobody aborts.
'use strict'

const { ALL_PEERS, OWN } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { ratioToBest } = require('./lib/ratio')

async function run ({ quick, rounds = quick ? 2 : 5, threads = 2, takePart }) {
  const spec = { threads, inFlight: 1000, seconds: quick ? 0.3 : 0.7 }
  const results = await measureInTurn({ program: 'signal', contenders: takePart([OWN, ...ALL_PEERS]), rounds, spec })
  const title = `Echo of number with a signal for every run, ${spec.inFlight} in flight, ${threads} threads`
  return {
    spec,
    results,
    tables: [contendersTable(title, results, { tasksPerSecond: 'tasks/s', share: 'of that without' })],
    marks: [mark('echo number with a signal', ratioToBest(results, 'tasksPerSecond', 'higher', takePart(ALL_PEERS)))]
  }
}

module.exports = { run }

if (require.main === module) runBenches({ signal: () => module.exports })
