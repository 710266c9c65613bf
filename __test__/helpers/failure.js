// What a promise rejects with, so that a test can look at it from all sides.
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
