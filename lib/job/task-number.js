// What a task's number says beside which task it is. Each flag is one bit above all numbers.
'use strict'

const { ALONE } = require('../binding.js')

/** The job hands out what its handler yields. */
const STREAM = 1 << 30
/** The task was named by a nested job, and the pool's owner has no number for it. */
const NESTED = 1 << 29

/** The number without what the job adds to it. */
function withoutFlags (number) {
  return number & ~(STREAM | ALONE)
}

module.exports = { STREAM, NESTED, ALONE, withoutFlags }
