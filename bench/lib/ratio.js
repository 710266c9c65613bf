// oxpool against the best of its peers, compared within each round, because the machine differs from round to round.
'use strict'

const { OWN } = require('./contenders')
const { valuesOf } = require('./in-turn')
const { spread } = require('./stats')

const better = { higher: Math.max, lower: Math.min }

// Each round's best peer is whichever was best in that round: noise counts in their favour.
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
