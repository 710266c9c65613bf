// Finds the task that a filename and a name stand for.
'use strict'

const path = require('node:path')
const process = require('node:process')
const { pathToFileURL, URL } = require('node:url')
const binding = require('../binding.js')
const { codedError, optionError } = require('../errors.js')
const { isURL } = require('../realm.js')

const NATIVE = 'native:'
const FILE = 'file:'
const RELATIVE = /^\.\.?[\\/]/

/** What a job runs. All tasks have the same properties, so that none is looked for on a prototype. */
class Task {
  /** The name of a native task. @type {string | undefined} */
  native = undefined
  /** The URL of a script's file. @type {string | undefined} */
  url = undefined
  /** The export of that file that runs. @type {string | undefined} */
  name = undefined
  /** The source of a function that was sent. @type {string | undefined} */
  source = undefined
  /** A relative path as the caller wrote it. @type {{ filename: string, folder: string } | undefined} */
  given = undefined
  /** The same for equal tasks. */
  key = ''

  /** @param {Partial<Task>} properties */
  constructor (properties) {
    Object.assign(this, properties)
  }
}

/**
 * The tasks that have been found, by filename and name. A program asks for few tasks, and asks for them often.
 *
 * @type {Map<string, Map<string | undefined, Task>>}
 */
const known = new Map()

/**
 * @param {unknown} filename a path that is absolute or starts with `./` or `../`; a `file:` URL; or `native:NAME`
 * @param {string} [name] the export that runs; without a name it is the default export
 * @returns {Task}
 */
function resolveTask (filename, name) {
  const place = placeOf(filename)
  let task = known.get(place)?.get(name)
  if (task === undefined) {
    task = makeTask(place, name)
    if (place !== filename && typeof filename === 'string') task.given = { filename, folder: process.cwd() }
    if (!known.has(place)) known.set(place, new Map())
    known.get(place)?.set(name, task)
  }
  return task
}

/** Makes a filename independent of the current directory, which may change. */
function placeOf (filename) {
  if (typeof filename === 'string') return RELATIVE.test(filename) ? path.resolve(filename) : filename
  if (!isURL(filename)) {
    const help = typeof filename === 'function' ? ' (a function is run by `pool.exec(fn, args)`)' : ''
    throw optionError(TypeError, 'filename', `a path, a file: URL or native:NAME${help}`, filename)
  }
  const { href } = filename
  if (!href.startsWith(FILE)) throw optionError(TypeError, 'filename', 'a file: URL', href)
  return href
}

function makeTask (place, name) {
  if (place.startsWith(NATIVE)) return nativeTask(place.slice(NATIVE.length), name)
  if (place.startsWith(FILE)) return scriptTask(fileUrl(place), name)
  if (path.isAbsolute(place)) return scriptTask(pathToFileURL(path.resolve(place)).href, name)
  const expected = 'an absolute path, a path that starts with ./ or ../, a file: URL or native:NAME'
  throw optionError(TypeError, 'filename', expected, place)
}

function scriptTask (url, name) {
  return new Task({ url, name, key: name === undefined ? url : `${url}\n${name}` })
}

function nativeTask (native, name) {
  if (!binding.hasTask(native)) {
    const { TASKS } = require('../native/tasks.js')
    const message = `There is no native task \`${native}\`; the native tasks are ${Object.keys(TASKS).join(', ')}`
    throw codedError(RangeError, 'ERR_OXPOOL_UNKNOWN_TASK', message)
  }
  if (name !== undefined) throw optionError(TypeError, 'name', 'absent for a native task', name)
  return new Task({ native, key: NATIVE + native })
}

function fileUrl (place) {
  try {
    return new URL(place).href
  } catch {
    throw optionError(TypeError, 'filename', 'a valid file: URL', place)
  }
}

module.exports = { Task, resolveTask }
