// Measures every contender once in each round, and each round begins with another contender.
'use strict'

const { measureInChild } = require('./child')

// Returns an array of results for each contender, with one result for each round. `spec` may be a function of the
// contender.
async function measureInTurn ({ program, contenders, rounds, spec, execArgv = [], timeoutSeconds = 60, note = '' }) {
  const specOf = typeof spec === 'function' ? spec : () => spec
  const results = Object.fromEntries(contenders.map((contender) => [contender, []]))
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(turn + round) % contenders.length]
      const result = await measureInChild(program, { ...specOf(contender), contender }, { execArgv, timeoutSeconds })
      const heard = result.failed ? `failed: ${result.failed}` : JSON.stringify(result)
      process.stderr.write(`${program} ${note} round ${round + 1}/${rounds} ${contender}: ${heard}\n`)
      results[contender].push(result)
    }
  }
  return results
}

// One metric of one contender over the rounds. A round that failed gives null, so that the rounds stay aligned.
const valuesOf = (results, metric) => results.map((result) => result.failed ? null : result[metric])

module.exports = { measureInTurn, valuesOf }
