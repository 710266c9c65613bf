// Which task a filename and a name stand for.
'use strict'

const path = require('node:path')
const { pathToFileURL } = require('node:url')
const binding = require('./binding.js')
const { codedError, optionError } = require('./errors.js')

const NATIVE = 'native:'

/**
 * A native task has `native`, its name; a script has `url`, a file's, and `name`, the export that runs; a function that was sent
 * has `source`.
 *
 * @typedef {{ native?: string, url?: string, name?: string, source?: string, key: string }} Task
 */

/**
 * @param {unknown} filename a path, absolute or from `./` or `../`; a `file:` URL; or `native:NAME`
 * @param {string} [name] the export that runs; without it the default
 * @returns {Task}
 */
function resolveTask (filename, name) {
  if (filename instanceof URL || (typeof filename === 'string' && filename.startsWith('file:'))) {
    return scriptTask(fileUrl(filename), name)
  }
  if (typeof filename !== 'string') {
    throw optionError(TypeError, 'filename', 'a path, a file: URL or native:NAME', filename)
  }
  if (filename.startsWith(NATIVE)) return nativeTask(filename.slice(NATIVE.length), name)
  if (path.isAbsolute(filename) || /^\.\.?[\\/]/.test(filename)) {
    return scriptTask(pathToFileURL(path.resolve(filename)).href, name)
  }
  throw optionError(TypeError, 'filename', 'an absolute path, a path that starts with ./ or ../, a file: URL or native:NAME', filename)
}

function scriptTask (url, name) {
  return { url, name, key: name === undefined ? url : `${url}\n${name}` }
}

function nativeTask (native, name) {
  if (!binding.hasTask(native)) {
    throw codedError(RangeError, 'ERR_OXPOOL_UNKNOWN_TASK', `There is no native task \`${native}\``)
  }
  if (name !== undefined) throw optionError(TypeError, 'name', 'absent for a native task', name)
  return { native, key: NATIVE + native }
}

function fileUrl (filename) {
  let url
  try {
    url = new URL(filename)
  } catch {
    throw optionError(TypeError, 'filename', 'a valid file: URL', filename)
  }
  if (url.protocol !== 'file:') throw optionError(TypeError, 'filename', 'a file: URL', url.href)
  return url.href
}

module.exports = { resolveTask }
