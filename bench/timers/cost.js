// What does it cost to set a timer and to cancel it, and how much memory does a timer take?
'use strict'

const format = require('../lib/format')
const { measureInTurn } = require('../lib/in-turn')
const { mark } = require('../lib/marks')
const { ratioToBest } = require('../lib/ratio')
const { BY_HAND, OWN, RIVAL, tableOf } = require('./contenders')

const program = 'timers-cost'
const execArgv = ['--expose-gc']
const METRICS = { setNs: 'set ns', cancelNs: 'cancel ns', pairNs: 'both at once ns', bytes: 'bytes' }
const METRICS_BY_HAND = { setMs: 'set ms', cancelMs: 'cancel ms', pairMs: 'both at once ms', mib: 'MiB' }

const inLargeUnits = (result) => result.failed
  ? result
  : {
      setMs: result.setNs / 1e6,
      cancelMs: result.cancelNs / 1e6,
      pairMs: result.pairNs / 1e6,
      mib: result.bytes / 2 ** 20
    }

async function run ({ quick, rounds, takePart }) {
  const count = quick ? 200000 : 1000000
  const many = await measureInTurn({
    program,
    execArgv,
    contenders: takePart([OWN, RIVAL]),
    rounds,
    spec: { warmUpCount: 20000, count }
  })
  const countByHand = 20
  const byHand = await measureInTurn({
    program,
    execArgv,
    contenders: takePart([BY_HAND]),
    rounds,
    spec: { warmUpCount: 1, count: countByHand }
  })

  const tables = [tableOf(`Each of ${format.number(count)} timers`, many, METRICS)]
  if (byHand[BY_HAND]) {
    const inMs = { [BY_HAND]: byHand[BY_HAND].map(inLargeUnits) }
    tables.push(tableOf(`Each of ${countByHand} timers`, inMs, METRICS_BY_HAND))
  }
  const rivals = takePart([RIVAL])
  return {
    results: { many, byHand },
    tables,
    marks: [
      mark('timer set + cancel', ratioToBest(many, 'setAndCancelNs', 'lower', rivals)),
      mark('timer set and cancel at once', ratioToBest(many, 'pairNs', 'lower', rivals))
    ]
  }
}

module.exports = { run }
