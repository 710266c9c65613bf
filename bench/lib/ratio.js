// Compares oxpool with the best of its peers within each round, because the machine's speed differs between rounds.
'use strict'

const { OWN } = require('./contenders')
const { valuesOf } = require('./in-turn')
const { spread } = require('./stats')

const better = { higher: Math.max, lower: Math.min }

// The best peer of a round is the one that was best in that round, so noise counts in favour of the peers.
function ratiosToBest (results, metric, whichIsBetter, rivals) {
  if (!results[OWN]) return []
  const own = valuesOf(results[OWN], metric)
  return own.flatMap((value, round) => {
    const others = rivals
      .map((rival) => valuesOf(results[rival], metric)[round])
      .filter((other) => other !== null)
    return value === null || others.length === 0 ? [] : [value / better[whichIsBetter](...others)]
  })
}

const spreadOf = (ratios) => ratios.length > 0 ? spread(ratios) : null

const ratioToBest = (results, metric, whichIsBetter, rivals) => {
  return spreadOf(ratiosToBest(results, metric, whichIsBetter, rivals))
}

/** How many times oxpool's cost the best peer's is. Less than 1 means that oxpool loses. */
const advantage = (results, metric, rivals) => {
  return spreadOf(ratiosToBest(results, metric, 'lower', rivals).map((ratio) => 1 / ratio))
}

module.exports = { advantage, ratioToBest }
