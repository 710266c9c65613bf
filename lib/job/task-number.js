// Defines the flags that a task's number may carry: each is one bit above all numbers.
'use strict'

const { ALONE } = require('../binding.js')

/** The job hands out the values that its handler yields. */
const STREAM = 1 << 30
/** The task was named by a nested job, and the pool's owner has no number for it. */
const NESTED = 1 << 29

/** The number without the flags that a job adds to it. */
function withoutFlags (number) {
  return number & ~(STREAM | ALONE)
}

module.exports = { STREAM, NESTED, ALONE, withoutFlags }
