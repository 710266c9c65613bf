// Tells which worker file a call comes from.
//
// Node doesn't say when it runs an imported file, so only the call stack can tell.
'use strict'

const { realpathSync } = require('node:fs')
const { fileURLToPath, pathToFileURL } = require('node:url')

/** How many stack frames to look at. The worker file may call through other files, so it may be far from the top. */
const MOST_FRAMES = 100

/**
 * Returns the file that is nearest to the call, or `undefined` if none of the files is on the stack.
 *
 * @param {Iterable<string>} urls
 * @returns {string | undefined}
 */
function callingFile (urls) {
  const stack = readStack()
  let [nearest, found] = [Infinity, undefined]
  for (const url of urls) {
    for (const name of namesOf(url)) {
      const at = stack.indexOf(`${name}:`)
      if (at >= 0 && at < nearest) [nearest, found] = [at, url]
    }
  }
  return found
}

function readStack () {
  const { stackTraceLimit } = Error
  // The user's file may have frozen `Error`. An assignment would then throw, and `Reflect.set` doesn't.
  Reflect.set(Error, 'stackTraceLimit', MOST_FRAMES)
  const { stack } = new Error()
  Reflect.set(Error, 'stackTraceLimit', stackTraceLimit)
  return String(stack)
}

/** The names of a file in a stack: a module has its URL, another file its path, both with symbolic links resolved. */
function namesOf (url) {
  const path = fileURLToPath(url)
  try {
    const real = realpathSync(path)
    return [url, path, real, pathToFileURL(real).href]
  } catch {
    // The file never existed, or it has been deleted since.
    return [url, path]
  }
}

module.exports = { callingFile }
