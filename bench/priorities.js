// How long does a task of high priority take while a thousand tasks of low priority are in flight?
//
// The tasks of low priority first do nothing, so that only the cost of the pool counts. Then each of them computes, so
// that there are too few threads. Piscina, tinypool and workerpool have no priorities, but take a queue from the user.
// poolifier has priorities of its own.
'use strict'

const { ALL_PEERS, OWN } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { ratioToBest } = require('./lib/ratio')

const METRICS = { p50: 'p50 us', p99: 'p99 us', lowPerSecond: 'low tasks/s' }
/** How many microseconds each task of low priority computes. */
const LOW = { 'echo nothing': 0, 'compute 200 us': 200 }

async function run ({ quick, rounds = quick ? 2 : 5, threads = 2, takePart }) {
  const spec = { threads, waiting: 1000, warmUpSeconds: quick ? 0.2 : 0.5, seconds: quick ? 0.3 : 1 }
  const [results, tables, marks] = [{}, [], []]
  for (const [what, lowUs] of Object.entries(LOW)) {
    const measured = await measureInTurn({
      program: 'priorities',
      contenders: takePart([OWN, ...ALL_PEERS]),
      rounds,
      spec: { ...spec, lowUs },
      note: what
    })
    results[what] = measured
    const others = `${spec.waiting} of low priority in flight that ${what}`
    tables.push(contendersTable(`High priority one at a time, ${others}, ${threads} threads`, measured, METRICS))
    marks.push(mark(`high priority p50, others ${what}`, ratioToBest(measured, 'p50', 'lower', takePart(ALL_PEERS))))
  }
  return { spec, results, tables, marks }
}

module.exports = { run }

if (require.main === module) runBenches({ priorities: () => module.exports })
