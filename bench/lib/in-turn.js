// Lets every contender measure once in each round, in an order that turns by one from round to round.
'use strict'

const { measureInChild } = require('./child')

// Returns an array of results per contender, one for each round. The spec may be a function of the contender.
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

// One metric of one contender over the rounds; a round that failed is null, so that rounds stay aligned.
const valuesOf = (results, metric) => results.map((result) => result.failed ? null : result[metric])

module.exports = { measureInTurn, valuesOf }
