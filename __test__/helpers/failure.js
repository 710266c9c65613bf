// Returns the error with which a promise rejects, so that a test can check all of it.
'use strict'

async function failureOf (promise) {
  let value
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`It resolved, to ${String(value)}`)
}

module.exports = { failureOf }
