// Tests that a process or a thread ends as it would without a pool, at any stage of a pool's life and in any way.
'use strict'

const { runLongChild } = require('../helpers/child.js')
const { stages, ends } = require('../programs/exit-stage.js')

const codes = { 'natural end': 0, 'process.exit(3)': 3, 'uncaught error': 1 }
const rounds = process.env.OXPOOL_STRESS ? 20 : 1

/** Runs two children at a time, since each child has threads of its own. */
async function runAll (cases) {
  const outcomes = []
  const lane = async () => {
    for (let next = cases.shift(); next !== undefined; next = cases.shift()) {
      const { code, signal, stderr } = await runLongChild('exit-stage.js', ...next)
      outcomes.push({ case: next.join(', '), code, signal, stderr })
    }
  }
  await Promise.all([lane(), lane()])
  return outcomes
}

const table = stages.flatMap((stage) => ['main', 'thread'].map((place) => [stage, place]))

test.each(table)('every way to end at stage "%s" (%s) works as without a pool', async (stage, place) => {
  const cases = ends.flatMap((end) => Array.from({ length: rounds }, () => [place, stage, end]))
  const expected = cases.map(([, , end]) => ({
    case: [place, stage, end].join(', '),
    code: codes[end],
    signal: null,
    stderr: end === 'uncaught error' ? expect.stringContaining('on purpose') : ''
  }))
  const byCase = (a, b) => a.case.localeCompare(b.case)
  expect((await runAll(cases)).sort(byCase)).toEqual(expected.sort(byCase))
}, 10 * 60000)
