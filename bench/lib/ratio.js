// Compares oxpool with the best of its peers within each round, because the machine's speed differs between rounds.
'use strict'

const { OWN } = require('./contenders')
const { valuesOf } = require('./in-turn')
const { spread } = require('./stats')

const better = { higher: Math.max, lower: Math.min }

// The best peer of a round is the one that was best in that round, so noise counts in favour of the peers.
function pairsWithBest (results, metric, whichIsBetter, rivals) {
  if (!results[OWN]) return []
  const own = valuesOf(results[OWN], metric)
  return own.flatMap((value, round) => {
    const others = rivals
      .map((rival) => valuesOf(results[rival], metric)[round])
      .filter((other) => other !== null)
    return value === null || others.length === 0 ? [] : [[value, better[whichIsBetter](...others)]]
  })
}

const compareBy = (compare) => (results, metric, whichIsBetter, rivals) => {
  const figures = pairsWithBest(results, metric, whichIsBetter, rivals).map(([own, best]) => compare(own, best))
  return figures.length > 0 ? spread(figures) : null
}

const ratioToBest = compareBy((own, best) => own / best)
const excessOverBest = compareBy((own, best) => own - best)

const timesCheaper = compareBy((own, best) => best / own)
/** How many times oxpool's cost the best peer's is. Less than 1 means that oxpool loses. */
const advantage = (results, metric, rivals) => timesCheaper(results, metric, 'lower', rivals)

module.exports = { advantage, excessOverBest, ratioToBest }
