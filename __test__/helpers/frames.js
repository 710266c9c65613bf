// Reads the stack of an error as a test needs it: without the frames of Node itself.
'use strict'

/** The frames of a stack, beginning with the one at the top. */
function framesOf ({ stack }) {
  return stack.split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('(node:'))
}

module.exports = { framesOf }
