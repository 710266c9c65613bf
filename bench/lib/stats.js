// Computes the few statistics that the tables need. There is no mean: one disturbed round would spoil it.
'use strict'

const ascending = (values) => Float64Array.from(values).sort()

function median (values) {
  const sorted = ascending(values)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function spread (values) {
  const sorted = ascending(values)
  return { median: median(sorted), min: sorted[0], max: sorted.at(-1), rounds: sorted.length }
}

// The spread over the rounds that gave a figure, or null if no round did.
function spreadOrNull (values) {
  const present = values.filter((value) => value !== null)
  return present.length > 0 ? spread(present) : null
}

// The values must be in ascending order.
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]

module.exports = { percentile, spread, spreadOrNull }
