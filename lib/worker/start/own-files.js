// Loads this package's own files in a thread faster than Node's loader does.
//
// It searches for no file, and it uses the text and the compiled code that another thread has given away. A thread
// needs some forty files before its first job. They are in `require.cache` as if Node had loaded them, so a worker
// file that requires the package gets the same instance.
//
// The user's file may replace or delete any global. So this package's files get those globals that they use as
// arguments, as they were when the thread started. That also holds for files that are loaded later.
'use strict'

const { readFileSync } = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const { Script } = require('node:vm')
const globals = require('../../globals.js')

const { Atomics, Map, SharedArrayBuffer, Uint8Array } = globals

const BINDING = path.join(__dirname, '..', '..', 'binding.js')
/**
 * Files that import or compile the user's code. Node must load these files itself: `import()` fails in a `Script`
 * that was compiled here, and in the functions that such a script makes.
 */
const LOADED_BY_NODE = new Set(['load.js', 'compile.js'].map((name) => path.join(__dirname, '..', 'file', name)))

const NAMES = Object.keys(globals).join(', ')
const VALUES = Object.values(globals)

class OwnFiles {
  #addonFile
  #prepared
  #isDone
  /**
   * The files that this thread has compiled, until `give` is called. `undefined` if it began with another's files.
   *
   * @type {Map<string, { text: string, script: Script }> | undefined}
   */
  #scripts

  /**
   * @param {ReturnType<import('../../crew/prepared-files.js').filesForThread>} start
   */
  constructor ({ addonFile, prepared, isDone }) {
    this.#addonFile = addonFile
    this.#prepared = prepared
    this.#isDone = isDone
    if (prepared === undefined) this.#scripts = new Map()
  }

  /**
   * @param {string} file the file's path
   * @returns {any} the file's exports
   */
  load (file) {
    const loaded = require.cache[file]
    if (loaded !== undefined) return loaded.exports
    if (file === BINDING) return require(this.#addonFile ?? BINDING)
    if (LOADED_BY_NODE.has(file)) return require(file)
    const module = require.cache[file] = new Module(file)
    module.filename = file
    const folder = path.dirname(file)
    const load = (name) => name.startsWith('.') ? this.load(path.join(folder, name)) : require(name)
    try {
      this.#compile(file).call(module.exports, module.exports, load, module, file, folder)
    } catch (error) {
      // As Node does: the next attempt must not get half a module.
      delete require.cache[file]
      throw error
    }
    module.loaded = true
    return module.exports
  }

  #compile (file) {
    const { text, code } = this.#prepared?.get(file) ?? { text: wrap(readFileSync(file, 'utf8')), code: undefined }
    // The entry is needed only once: a script that runs keeps its text.
    this.#prepared?.delete(file)
    const script = new Script(text, { __proto__: null, filename: file, cachedData: code })
    this.#scripts?.set(file, { text, script })
    return script.runInThisContext()(...VALUES)
  }

  /**
   * Gives the compiled files to other threads, unless a thread has done so. Call it after this thread has done what
   * other threads will do: V8 has compiled only the functions that have run.
   */
  give (to) {
    const scripts = this.#scripts
    this.#scripts = undefined
    if (scripts === undefined || Atomics.load(this.#isDone, 0) !== 0) return
    const prepared = new Map()
    for (const [file, { text, script }] of scripts) {
      const code = script.createCachedData()
      const shared = new Uint8Array(new SharedArrayBuffer(code.length))
      shared.set(code)
      prepared.set(file, { text, code: shared })
    }
    to(prepared)
    // Set last, because this thread may be terminated before. If two threads give their files away, that does no harm.
    Atomics.store(this.#isDone, 0, 1)
  }
}

/**
 * Wraps a file as Node's loader does, inside a function that gives it the globals. That adds no line, so that the line
 * numbers in stacks are the file's.
 */
function wrap (text) {
  return `(function (${NAMES}) { return function (exports, require, module, __filename, __dirname) {${text}\n} })`
}

module.exports = { OwnFiles }
