// How long does a caller wait for one small task when no other task is running?
'use strict'

const { ALL_PEERS, OWN } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { ratioToBest } = require('./lib/ratio')

async function run ({ quick, rounds = quick ? 3 : 9, threads = 2, takePart }) {
  const spec = { threads, warmUpCount: 2000, count: quick ? 3000 : 10000 }
  const results = await measureInTurn({
    program: 'one-at-a-time',
    contenders: takePart([OWN, ...ALL_PEERS]),
    rounds,
    spec
  })
  const rivals = takePart(ALL_PEERS)
  return {
    spec,
    results,
    tables: [contendersTable(`One number at a time, ${threads} threads`, results, { p50: 'p50 us', p99: 'p99 us' })],
    marks: [
      mark('one at a time p50', ratioToBest(results, 'p50', 'lower', rivals)),
      mark('one at a time p99', ratioToBest(results, 'p99', 'lower', rivals))
    ]
  }
}

module.exports = { run }

if (require.main === module) runBenches({ 'one-at-a-time': () => module.exports })
