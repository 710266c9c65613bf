// Loads this package's own files in a thread, for less than Node's loader does: nothing is looked for, and what another thread has read and
// compiled of them is not read and compiled again.
//
// A thread needs some forty of them before its first job. They are in `require.cache` as if Node had loaded them, so a worker file that requires the package
// has the same instance.
'use strict'

const { readFileSync } = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const { Script } = require('node:vm')

const BINDING = path.join(__dirname, '..', '..', 'binding.js')
/** Files that import or compile what is not this package's: what they do that for must be told by Node which files they are. */
const NODES = new Set(['load.js', 'compile.js'].map((name) => path.join(__dirname, '..', 'file', name)))

class OwnFiles {
  #addonFile
  #prepared
  #isDone
  /** What was compiled here, until it is given to other threads or another thread has done so. @type {Map<string, { text: string, script: Script }> | undefined} */
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
   * @param {string} file its path
   * @returns {any} its exports
   */
  load (file) {
    const loaded = require.cache[file]
    if (loaded !== undefined) return loaded.exports
    if (file === BINDING) return require(this.#addonFile ?? BINDING)
    if (NODES.has(file)) return require(file)
    const module = require.cache[file] = new Module(file)
    module.filename = file
    const folder = path.dirname(file)
    const load = (name) => name.startsWith('.') ? this.load(path.join(folder, name)) : require(name)
    this.#compile(file).call(module.exports, module.exports, load, module, file, folder)
    module.loaded = true
    return module.exports
  }

  #compile (file) {
    const { text, code } = this.#prepared?.get(file) ?? { text: wrap(readFileSync(file, 'utf8')) }
    // It is needed once: what runs keeps its text.
    this.#prepared?.delete(file)
    const script = new Script(text, { filename: file, cachedData: code })
    this.#scripts?.set(file, { text, script })
    return script.runInThisContext()
  }

  /** Gives away what other threads can begin with, unless that is done. To be called when what they will do has been done here: that is what V8 has compiled. */
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
    // Afterwards, since this thread may be terminated meanwhile; that two have done it does no harm.
    Atomics.store(this.#isDone, 0, 1)
  }
}

/** As Node's loader does it, on the same line, so that the lines of stacks are the file's. */
function wrap (text) {
  return `(function (exports, require, module, __filename, __dirname) {${text}\n})`
}

module.exports = { OwnFiles }
