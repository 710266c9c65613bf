// Carries what a handler throws across threads as plain data, since structuredClone forgets most of what an error is.
'use strict'

const { describe, isError } = require('./describe-failure.js')
const { revive } = require('./revive-failure.js')

/**
 * A failure on its way: a value, a list of failures, or the description of an error.
 * @typedef {{ value: any } | { list: Failure[] } | { error: ErrorDescription }} Failure
 *
 * @typedef {object} ErrorDescription
 * @property {string} kind the nearest built-in class
 * @property {string} name
 * @property {string} message
 * @property {{ key: string, isEnumerable: boolean, content: Failure }[]} properties its own, in order
 */

module.exports = {
  describeFailure: describe,
  isError,
  reviveFailure: revive
}
