// Packs the reason of an abort for its way to another thread.
//
// An error travels in the form of an error that a task throws, because a clone forgets most of an error. On Node 20 a
// clone forgets everything of a DOMException.
'use strict'

const { describeFailure, isError, reviveFailure } = require('../codec/failure.js')

/** Makes plain data of an error. Any other reason stays as it is, for the port to clone or to refuse. */
function packReason (reason) {
  return isError(reason) ? { failure: describeFailure(reason) } : { value: reason }
}

function openReason (packed) {
  return Object.hasOwn(packed, 'failure') ? reviveFailure(packed.failure) : packed.value
}

module.exports = { packReason, openReason }
