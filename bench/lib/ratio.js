// Compares oxpool with the best of its peers within each round, because the machine's speed differs between rounds.
'use strict'

const { OWN } = require('./contenders')
const { valuesOf } = require('./in-turn')
const { spread } = require('./stats')

const better = { higher: Math.max, lower: Math.min }

// The best peer of a round is the one that was best in that round, so noise counts in favour of the peers.
function ratioToBest (results, metric, whichIsBetter, rivals) {
  if (!results[OWN]) return null
  const own = valuesOf(results[OWN], metric)
  const ratios = own.flatMap((value, round) => {
    const others = rivals
      .map((rival) => valuesOf(results[rival], metric)[round])
      .filter((other) => other !== null)
    return value === null || others.length === 0 ? [] : [value / better[whichIsBetter](...others)]
  })
  return ratios.length > 0 ? spread(ratios) : null
}

module.exports = { ratioToBest }
