// Names the timers that take part. The ratios are to Node's timers.
'use strict'

const { OWN } = require('../lib/contenders')
const { contendersTable } = require('../lib/contenders-table')
const { valuesOf } = require('../lib/in-turn')
const { spreadOrNull } = require('../lib/stats')

const RIVAL = 'node'
const BY_HAND = 'seed'

const tableOf = (title, results, metrics) => contendersTable(title, results, metrics, 'timers')
const ownFigure = (results, metric) => results[OWN] && spreadOrNull(valuesOf(results[OWN], metric))

module.exports = { OWN, RIVAL, BY_HAND, tableOf, ownFigure }
