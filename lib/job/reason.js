// Why a signal was aborted, on its way to another thread: errors go as what tasks throw does, since a clone forgets most of what an error is, and Node 20's all of a DOMException.
'use strict'

const { describeFailure, isError, reviveFailure } = require('../codec/failure.js')

/** Plain data, unless the reason is of a kind that only a clone carries, or nothing. */
function packReason (reason) {
  return isError(reason) ? { failure: describeFailure(reason) } : { value: reason }
}

function openReason (packed) {
  return 'failure' in packed ? reviveFailure(packed.failure) : packed.value
}

module.exports = { packReason, openReason }
