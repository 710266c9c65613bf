// Makes a table with a line for each contender: the median and the spread of each metric over the rounds.
'use strict'

const { describe, OWN } = require('./contenders')
const format = require('./format')
const { valuesOf } = require('./in-turn')
const { spreadOrNull } = require('./stats')

const figureOf = (results, contender, metric) => spreadOrNull(valuesOf(results[contender], metric))

function cellsOf (figure) {
  return figure ? [format.number(figure.median), format.range(figure)] : ['failed', '']
}

// Divides oxpool's median by this contender's median. It only helps to read the table: the marks compare
// round by round.
function ownShare (results, contender, metric) {
  if (!results[OWN] || contender === OWN) return ''
  const own = figureOf(results, OWN, metric)
  const other = figureOf(results, contender, metric)
  return own && other ? `${format.number(own.median / other.median)}x` : ''
}

function contendersTable (title, results, metrics, kind = 'pool') {
  const [firstMetric] = Object.keys(metrics)
  return {
    title,
    columns: [kind, ...Object.values(metrics).flatMap((label) => [label, 'min..max']), 'oxpool is'],
    rows: Object.keys(results).map((contender) => [
      describe(contender, kind),
      ...Object.keys(metrics).flatMap((metric) => cellsOf(figureOf(results, contender, metric))),
      ownShare(results, contender, firstMetric)
    ])
  }
}

module.exports = { contendersTable }
