// What does a timer cost while it is pending, and when does it fire? The article measures 7 s, and so does this bench.
'use strict'

const { describe } = require('../lib/contenders')
const { measureInTurn, valuesOf } = require('../lib/in-turn')
const { mark } = require('../lib/marks')
const { ratioToBest } = require('../lib/ratio')
const { spreadOrNull } = require('../lib/stats')
const { BY_HAND, OWN, RIVAL, ownFigure, tableOf } = require('./contenders')

const MS = 7000

// The article's columns. They have more digits than other tables, because the last digits matter.
function articleTable (results) {
  const cell = (figure, digits) => figure ? figure.median.toFixed(digits) : 'failed'
  return {
    title: `The article's table: a timer of ${MS} ms`,
    columns: ['timers', 'ms', 'averageCPUCost'],
    rows: Object.entries(results).map(([contender, found]) => [
      describe(contender, 'timers'),
      cell(spreadOrNull(valuesOf(found, 'ms')), 1),
      cell(spreadOrNull(valuesOf(found, 'averageCPUCost')), 4)
    ])
  }
}

async function run ({ rounds, slowRounds, takePart }) {
  const program = 'timers-wait'
  const spec = { ms: MS }
  const results = {
    ...await measureInTurn({ program, contenders: takePart([OWN, RIVAL]), rounds, spec }),
    ...await measureInTurn({ program, contenders: takePart([BY_HAND]), rounds: slowRounds, spec })
  }
  return {
    results,
    tables: [tableOf(`While a timer of ${MS} ms is pending`, results, { waitCpuMs: 'CPU ms' }), articleTable(results)],
    marks: [
      mark('timer CPU while pending', ratioToBest(results, 'waitCpuMs', 'lower', takePart([RIVAL]))),
      mark(`timer of ${MS} ms, ms late`, ownFigure(results, 'lateMs'))
    ]
  }
}

module.exports = { run }
