// Which worker file a call comes from. A file that is imported runs at a moment that nobody is told of, so only the stack knows.
'use strict'

const { realpathSync } = require('node:fs')
const { fileURLToPath, pathToFileURL } = require('node:url')

/** Frames to look at: a file may call by way of others. */
const MOST_FRAMES = 100

/**
 * Of these files the nearest to the call, if any is on the stack.
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
  // Not assigned: the user's file may have frozen it.
  Reflect.set(Error, 'stackTraceLimit', MOST_FRAMES)
  const { stack } = new Error()
  Reflect.set(Error, 'stackTraceLimit', stackTraceLimit)
  return String(stack)
}

/** Modules are named by their URLs, other files by their paths, and both without symbolic links. */
function namesOf (url) {
  const path = fileURLToPath(url)
  try {
    const real = realpathSync(path)
    return [url, path, real, pathToFileURL(real).href]
  } catch {
    // One that does not exist was asked for, or it is gone since.
    return [url, path]
  }
}

module.exports = { callingFile }
