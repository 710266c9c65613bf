// Makes a table with a line for each contender: how many of its timers came too early, and how early the earliest came.
//
// The counts are summed, not averaged: one early timer in all rounds is one too many.
'use strict'

const { describe } = require('../lib/contenders')

const sum = (values) => values.reduce((total, value) => total + value, 0)

function lineOf (contender, all) {
  const found = all.flatMap((results) => results[contender] ?? []).filter((result) => !result.failed)
  if (found.length === 0) return [describe(contender, 'timers'), '0', 'failed', '']
  const earliest = Math.min(...found.map((result) => result.earliest))
  return [
    describe(contender, 'timers'),
    String(sum(found.map((result) => result.count))),
    String(sum(found.map((result) => result.early))),
    String(Math.round(earliest))
  ]
}

// `all` is an array with the results of each series of measurements.
function earlyTable (title, all) {
  return {
    title,
    columns: ['timers', 'fired', 'early', 'earliest us'],
    rows: Object.keys(all[0]).map((contender) => lineOf(contender, all))
  }
}

module.exports = { earlyTable }
