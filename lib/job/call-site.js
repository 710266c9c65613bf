// Gives an error about a job a stack that begins where the user has called the pool, without a cost for other jobs.
//
// Most jobs succeed, so nothing is noted when `run()` is called. V8 knows who awaits a promise, but it looks only if a
// stack is captured while the promise waits for what runs now. So when a job fails, its promise is made to wait for a
// small function, and that function captures the stack. The ways to run that take longer anyway note their call.
'use strict'

const { codeOf } = require('../errors.js')

const FRAME = /\n\s+at /

/** Never on a stack. A stack that shall begin after it has no frames. */
function nowhere () {}

/** Removes the frames of an error. */
function removeFrames (error) {
  Error.captureStackTrace(error, nowhere)
}

/** Whether somebody has removed the frames of an error of the pool's own. */
function hasNoFrames (error) {
  const stack = String(codeOf(error)).startsWith('ERR_OXPOOL_') ? error.stack : undefined
  return typeof stack === 'string' && !FRAME.test(stack)
}

/** Makes the stack of an error begin where `door` was called, a function of this package that is being called now. */
function beginAtCall (error, door) {
  Error.captureStackTrace(error, door)
}

/** Where a function of the package was called. It must be made before that call returns. */
class CallSite {
  /** @param {Function} door the function */
  constructor (door) {
    Error.captureStackTrace(this, door)
  }

  /** Makes the stack of an error begin at the call. */
  place (error) {
    const { stack } = /** @type {any} */ (this)
    // A program may have its own idea of what a stack is: see `Error.prepareStackTrace`.
    if (typeof stack !== 'string') return removeFrames(error)
    const frames = stack.slice(Math.max(stack.indexOf('\n'), 0))
    Object.defineProperty(error, 'stack', { value: `${error}${frames}`, writable: true, configurable: true })
  }
}

/** A call that has not returned when its job fails. */
class OpenCall {
  #door

  /** @param {Function} door */
  constructor (door) {
    this.#door = door
  }

  place (error) {
    beginAtCall(error, this.#door)
  }
}

/**
 * Rejects a promise with an error whose stack begins where the promise is awaited. The stack has no frames if no async
 * function awaits it.
 *
 * @param {Error} error
 * @param {(value: any) => void} resolve of the promise
 */
function rejectAtAwait (error, resolve) {
  let begin
  const fail = () => {
    Error.captureStackTrace(error, fail)
    throw error
  }
  const failing = new Promise((resolve) => { begin = resolve }).then(fail)
  // The promise must wait for the function before the function runs.
  resolve(failing)
  begin()
}

module.exports = { CallSite, OpenCall, beginAtCall, removeFrames, hasNoFrames, rejectAtAwait }
