// Says why a worker file can't be used: which file is wrong, where, and what would help.
//
// It is loaded only when a file fails.
'use strict'

const { existsSync } = require('node:fs')
const path = require('node:path')
const process = require('node:process')
const { fileURLToPath } = require('node:url')
const { codedError, quote, workerFileError } = require('../../errors.js')
const { removeFrames } = require('../../job/call-site.js')
const { nameOf } = require('../../job/task-name.js')
const { findSyntaxError, PLACE } = require('./module-syntax.js')

const EXTENSIONS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']
const TYPESCRIPT = /\.[cm]?tsx?$/

/** What is missing, and which file imports it. `require` tells the latter in `requireStack`. */
const MISSING = /^Cannot find \w+ '(.+?)'(?: imported from (.+))?/

/**
 * @typedef {{ url: string, name?: string, given?: { filename: string, folder: string } }} ScriptTask `given`: the
 * relative path that the caller gave, and the directory that it was resolved against
 */

/** The file has not been loaded. `cause` is what was thrown. */
function loadError (task, pool, cause) {
  return finish(workerFileError(task.url, whyNotLoaded(task, cause), cause, { task: nameOf(task), pool }))
}

/** The file has been loaded, but it can't serve jobs. */
function unusableError (task, pool, reason) {
  return finish(workerFileError(task.url, reason, undefined, { task: nameOf(task), pool }))
}

/** The file has no function of the name that a run asks for. */
function noTaskError (task, pool, exportsText) {
  const { message, ...about } = unusableError(task, pool, `exports no function named \`${task.name}\`; ${exportsText}`)
  return finish(codedError(TypeError, 'ERR_OXPOOL_NO_TASK', message, { task: about.task, ...optional('pool', pool) }))
}

/** The submitter's side gives the error the frames of the caller. */
function finish (error) {
  removeFrames(error)
  return error
}

function optional (key, value) {
  return value === undefined ? {} : { [key]: value }
}

function whyNotLoaded ({ url, given }, cause) {
  const message = typeof cause?.message === 'string' ? cause.message : quote(cause)
  const file = pathOf(url)
  if (message.startsWith(`Cannot find module '${file}'`)) return `does not exist${whereSought(file, given)}`
  if (/MODULE_NOT_FOUND$/.test(cause?.code)) return `can't be loaded: ${missingImport(file, cause, message)}`
  const isTypeScript = TYPESCRIPT.test(file)
  if (cause?.code === 'ERR_UNKNOWN_FILE_EXTENSION' && isTypeScript) return `can't be loaded: ${typeScriptHelp(file)}`
  if (cause?.name !== 'SyntaxError') return `can't be loaded: ${message}`
  const help = isTypeScript && !process.features.typescript ? `. ${typeScriptHelp(file)}` : ''
  return `can't be loaded: ${syntaxError(file, cause, message)}${help}`
}

function pathOf (url) {
  try {
    return fileURLToPath(url)
  } catch {
    return url
  }
}

function whereSought (file, given) {
  const place = given === undefined
    ? ''
    : `: \`${given.filename}\` was resolved against the current directory, which was ${given.folder}`
  const { dir, name, base } = path.parse(file)
  const beside = EXTENSIONS.map((extension) => name + extension)
    .filter((sibling) => sibling !== base && existsSync(path.join(dir, sibling)))
  return beside.length === 0 ? place : `${place}; there is ${beside.join(' and ')} in that folder`
}

function missingImport (file, { requireStack }, message) {
  const [, missing, importer = requireStack?.[0]] = MISSING.exec(message) ?? []
  if (missing === undefined || importer === undefined) return message
  const what = `${quote(missing)}, which does not exist or is not installed`
  return importer === file ? `it imports ${what}` : `${importer}, which it imports, imports ${what}`
}

function syntaxError (file, { stack }, message) {
  const [, where, line, space] = PLACE.exec(stack) ?? []
  const place = where === undefined ? findSyntaxError(file, message) : `${pathOf(where)}:${line}:${space.length + 1}`
  if (place !== undefined) return `there is a syntax error at ${place}: ${message}`
  const area = 'there is a syntax error in it or in a file that it imports'
  return `${area}: ${message} (\`node --check ${file}\` says where in this file)`
}

function typeScriptHelp (file) {
  const node = `Node ${process.version} does not run ${path.extname(file)} files`
  return `${node}: start the program with a TypeScript runner such as tsx, or use Node 22.18 or later`
}

module.exports = { loadError, unusableError, noTaskError }
