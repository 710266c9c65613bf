// Does an interval keep its time, or does it fall behind a little with each tick?
'use strict'

const { measureInTurn } = require('../lib/in-turn')
const { mark } = require('../lib/marks')
const { BY_HAND, OWN, RIVAL, ownFigure, tableOf } = require('./contenders')

async function run ({ quick, slowRounds, takePart }) {
  const spec = { period: 10, seconds: quick ? 3 : 10 }
  const results = await measureInTurn({
    program: 'timers-interval',
    contenders: takePart([OWN, RIVAL, BY_HAND]),
    rounds: slowRounds,
    spec
  })
  return {
    results,
    tables: [
      tableOf(`An interval of ${spec.period} ms after ${spec.seconds} s`, results, {
        behindMs: 'behind ms', offPhaseMs: 'off phase ms', ticks: 'ticks'
      })
    ],
    marks: [mark('interval off phase, ms', ownFigure(results, 'offPhaseMs'))]
  }
}

module.exports = { run }
