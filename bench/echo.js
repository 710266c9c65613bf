// How many small tasks a second can a pool carry to its threads and back, and how much CPU time does each cost?
'use strict'

const { ALL_PEERS, OWN } = require('./lib/contenders')
const { contendersTable } = require('./lib/contenders-table')
const { measureInTurn } = require('./lib/in-turn')
const { mark } = require('./lib/marks')
const { runBenches } = require('./lib/program')
const { ratioToBest } = require('./lib/ratio')

const PAYLOADS = ['number', 'object', 'string 1 KiB', 'Float64Array 8 KiB']

async function run ({ quick, rounds = quick ? 2 : 5, threads = 2, takePart }) {
  const spec = { threads, inFlight: 1000, warmUpSeconds: quick ? 0.2 : 0.3, seconds: quick ? 0.3 : 0.7 }
  const report = { spec, results: {}, tables: [], marks: [] }
  for (const payload of PAYLOADS) {
    const results = await measureInTurn({
      program: 'echo',
      contenders: takePart([OWN, ...ALL_PEERS]),
      rounds,
      spec: { ...spec, payload },
      note: payload
    })
    const rivals = takePart(ALL_PEERS)
    const title = `Echo of ${payload}, ${spec.inFlight} in flight, ${threads} threads`
    report.results[payload] = results
    report.tables.push(contendersTable(title, results, { tasksPerSecond: 'tasks/s', cpuPerTask: 'CPU us/task' }))
    report.marks.push(
      mark(`echo ${payload}`, ratioToBest(results, 'tasksPerSecond', 'higher', rivals)),
      mark(`CPU ${payload}`, ratioToBest(results, 'cpuPerTask', 'lower', rivals))
    )
  }
  return report
}

module.exports = { run }

if (require.main === module) runBenches({ echo: () => module.exports })
