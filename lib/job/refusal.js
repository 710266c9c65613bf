// Tells a caller why a call was refused: in an error that names task and pool, with a stack that begins at the call.
'use strict'

const { codeOf, nameJob } = require('../errors.js')
const { beginAtCall } = require('./call-site.js')
const { nameOf } = require('./task-name.js')

/**
 * Completes an error about a run that becomes no job. Any other error stays as it is.
 *
 * @template E
 * @param {E} error
 * @param {any} run see `readRun` in `submit.js`; it has a `site`
 * @param {{ label?: string }} ledger the pool's
 * @returns {E}
 */
function refusal (error, run, ledger) {
  if (nameJob(error, nameOf(run.task), ledger.label)) run.site.place(error)
  return error
}

/**
 * Makes the stack of a caller's mistake begin at the call, and returns the error. An error that is not of this package
 * stays as it is: it comes from a getter of the user's.
 *
 * @param {any} error
 * @param {Function | { place: (error: any) => void }} door the function that was called, or where it was called
 */
function mistake (error, door) {
  if (!String(codeOf(error)).startsWith('ERR_OXPOOL_')) return error
  if (typeof door === 'function') beginAtCall(error, door)
  else door.place(error)
  return error
}

module.exports = { refusal, mistake }
