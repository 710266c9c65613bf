// How many numbers a second does a pool take through one task, by its own map or by a hand-written loop?
'use strict'

const { ALL_PEERS, OWN } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { ratioToBest } = require('./lib/ratio')

const OWN_LOOP = 'oxpool-loop'

async function run ({ quick, rounds = quick ? 2 : 5, threads = 2, takePart }) {
  const spec = { threads, inFlight: 1000, items: 1e6, seconds: quick ? 0.5 : 2 }
  const results = await measureInTurn({
    program: 'map',
    contenders: takePart([OWN, OWN_LOOP, ...ALL_PEERS]),
    rounds,
    spec
  })
  const title = `Map of numbers, ${threads} threads; 1000 in flight where there is no map`
  return {
    spec,
    results,
    tables: [contendersTable(title, results, { itemsPerSecond: 'items/s', mib: 'peak MiB' })],
    marks: [
      mark('map', ratioToBest(results, 'itemsPerSecond', 'higher', takePart(ALL_PEERS))),
      mark('map beside its loop', ratioToBest(results, 'itemsPerSecond', 'higher', takePart([OWN_LOOP])))
    ]
  }
}

module.exports = { run }

if (require.main === module) runBenches({ map: () => module.exports })
