// Carries what a handler throws to another thread as plain data, because structuredClone loses most of an error.
'use strict'

const { describe, isError } = require('./describe-failure.js')
const { withoutDeepValues, withoutValues } = require('./prune-failure.js')
const { revive } = require('./revive-failure.js')

/**
 * A failure on its way: a value, a list of failures, or the description of an error.
 * @typedef {{ value: any } | { list: Failure[] } | { error: ErrorDescription }} Failure
 *
 * @typedef {object} ErrorDescription
 * @property {string} kind the nearest built-in class
 * @property {string} name
 * @property {string} message
 * @property {{ key: string, isEnumerable: boolean, content: Failure }[]} properties in the order to define them in
 */

module.exports = {
  describeFailure: describe,
  isError,
  reviveFailure: revive,
  withoutDeepValues,
  withoutValues
}
