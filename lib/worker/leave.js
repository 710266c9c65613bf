// Ends this thread, after what its worker files want done before: each may export a function named `teardown`.
'use strict'

const { describeFailure } = require('../codec/failure.js')
const { startTimer } = require('../event-loop.js')
const { findTeardown } = require('./file/tasks.js')

// The user's files may replace this function. Leaving must still work.
const exit = process.exit.bind(process)

/**
 * Calls the teardowns of all files at once and awaits them for `grace` milliseconds. The pool ends a thread that they
 * block.
 *
 * @param {any[]} loaded what the files export
 * @param {import('./control.js').Control} control
 * @param {number} grace
 */
async function leave (loaded, control, grace) {
  let left = loaded.length
  if (left > 0) {
    // Without the functions of `Promise`, which the user's files may replace.
    await new Promise((resolve) => {
      if (grace !== Infinity) startTimer(resolve, grace)
      const done = () => {
        left -= 1
        if (left === 0) resolve()
      }
      for (const exports of loaded) tearDown(exports, control, done)
    })
  }
  exit(0)
}

async function tearDown (exports, control, done) {
  try {
    const teardown = await findTeardown(exports)
    if (teardown !== undefined) {
      control.tell({ type: 'teardown' })
      await teardown()
    }
  } catch (error) {
    control.tell({ type: 'teardown-failed', failure: describeFailure(error) })
  }
  done()
}

module.exports = { leave }
