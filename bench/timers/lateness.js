// How late are single timers, alone or beside many others that are due much later? And are timers ever early?
'use strict'

const { measureInTurn, valuesOf } = require('../lib/in-turn')
const { mark } = require('../lib/marks')
const { ratioToBest } = require('../lib/ratio')
const { spreadOrNull } = require('../lib/stats')
const { BY_HAND, OWN, RIVAL, tableOf } = require('./contenders')
const { earlyTable } = require('./early-table')

// Pairs of a delay in milliseconds and how many times it is measured.
const COUNTS = [[1, 500], [5, 300], [20, 150]]
const QUICK_COUNTS = [[1, 200], [5, 100], [20, 50]]
const CROWDS = [{ crowd: 0, suffix: '' }, { crowd: 100000, suffix: ', 100k others' }]

// A timer by hand is a thread. There is time for only a few of them, and no room for a crowd.
function measure ({ delay, count, crowd, rounds, takePart, note }) {
  const spec = { delay, count, crowd, warmUpCount: 20 }
  return measureInTurn({
    program: 'timers-lateness',
    contenders: takePart(crowd > 0 ? [OWN, RIVAL] : [OWN, RIVAL, BY_HAND]),
    rounds,
    spec: (contender) => contender === BY_HAND ? { ...spec, count: 20, warmUpCount: 1 } : spec,
    note
  })
}

async function run ({ quick, rounds, takePart }) {
  const rivals = takePart([RIVAL])
  const results = {}
  const [tables, marks] = [[], []]
  for (const { crowd, suffix } of CROWDS) {
    for (const [delay, count] of quick ? QUICK_COUNTS : COUNTS) {
      const note = `${delay} ms${suffix}`
      const found = await measure({ delay, count, crowd, rounds, takePart, note })
      results[note] = found
      tables.push(tableOf(`Lateness of a timer of ${note}`, found, { p50: 'p50 us', p99: 'p99 us', max: 'max us' }))
      marks.push(
        mark(`timer p50 ${note}`, ratioToBest(found, 'p50', 'lower', rivals)),
        mark(`timer p99 ${note}`, ratioToBest(found, 'p99', 'lower', rivals))
      )
    }
  }
  const all = Object.values(results)
  const early = all.flatMap((found) => found[OWN] ? valuesOf(found[OWN], 'early') : [])
  return {
    results,
    tables: [...tables, earlyTable('Fired early, in all of these measurements', all)],
    marks: [...marks, mark('timers fired early', spreadOrNull(early))]
  }
}

module.exports = { run }
