// Loads this package's own files in a thread faster than Node's loader does.
//
// Most of them are functions of one script, the bundle, which the pool's owner has read and compiled. A file that is
// not in the bundle is read here. All are in `require.cache` as if Node had loaded them, so a worker file that requires
// the package gets the same instance.
//
// The user's file may replace or delete any global. So this package's files get those globals that they use as
// arguments, as they were when the thread started. That also holds for files that are loaded later.
'use strict'

const { readFileSync } = require('node:fs')
const path = require('node:path')
const { Script } = require('node:vm')
const globals = require('../../globals.js')

const { Map, Set, process } = globals

const LIB = path.join(__dirname, '..', '..', path.sep)
const BINDING = 'binding.js'
/**
 * The build makes `binding.js`. The others import or compile the user's code, so Node must load them: `import()` fails
 * in a `Script` that was compiled here, and in the functions that such a script makes.
 */
const LOADED_BY_NODE = new Set([BINDING, 'worker/file/import.js', 'worker/file/compile.js'])

const NONE = Object.freeze(Object.create(null))
const NAMES = Object.keys(globals).join(', ')
const VALUES = Object.values(globals)
/** Node's class of modules. `node:module` has it too, and loads much that a thread does not need. */
const Module = /** @type {any} */ (module.constructor)

class OwnFiles {
  #addonFile
  /** By name: the files in the bundle. @type {Record<string, { names: object, load: Function } | undefined>} */
  #bundled
  /** By name: the files that were loaded. @type {Map<string, any>} */
  #modules = new Map()

  /**
   * @param {string | undefined} addonFile
   * @param {(...globals: any[]) => Record<string, any>} [bundled] makes the files of the bundle
   */
  constructor (addonFile, bundled) {
    this.#addonFile = addonFile
    this.#bundled = bundled === undefined ? NONE : bundled(...VALUES)
    if (bundled !== undefined) this.#adopt('globals.js', globals)
  }

  /**
   * @param {string} name the file's path in `lib/`, with slashes
   * @returns {any} the file's exports
   */
  load (name) {
    const loaded = this.#modules.get(name)
    if (loaded !== undefined) return loaded.exports
    if (name === BINDING && this.#addonFile !== undefined) return require(this.#addonFile)
    const file = pathOf(name)
    if (LOADED_BY_NODE.has(name)) return require(file)
    // The user's file may have required the package before this thread needed the file.
    if (require.cache[file] !== undefined) return require.cache[file].exports
    const module = this.#make(file)
    this.#modules.set(name, module)
    try {
      this.#run(name, file, module)
    } catch (error) {
      // As Node does: the next attempt must not get half a module.
      delete require.cache[file]
      this.#modules.delete(name)
      throw error
    }
    module.loaded = true
    return module.exports
  }

  /** Makes a module of what the bundle has loaded before there was anybody to load it. */
  #adopt (name, exports) {
    const module = this.#make(pathOf(name))
    module.exports = exports
    module.loaded = true
    this.#modules.set(name, module)
  }

  #make (file) {
    const module = require.cache[file] = new Module(file)
    module.filename = file
    return module
  }

  #run (name, file, module) {
    const { names, load } = this.#bundled[name] ?? { names: NONE, load: compile(file) }
    const folder = path.posix.dirname(name)
    const requireOwn = (to) => {
      if (to[0] === '.') return this.load(names[to] ?? path.posix.join(folder, to))
      // It is the same object, but Node's loader reads each of its properties, which takes a millisecond.
      return to === 'node:process' ? process : require(to)
    }
    load.call(module.exports, module.exports, requireOwn, module, file, path.dirname(file))
  }
}

function pathOf (name) {
  return LIB + name.replaceAll('/', path.sep)
}

/**
 * Wraps a file as Node's loader does, inside a function that gives it the globals. That adds no line, so that the line
 * numbers in stacks are the file's.
 */
function compile (file) {
  const head = `(function (${NAMES}) { return function (exports, require, module, __filename, __dirname) {`
  const script = new Script(`${head}${readFileSync(file, 'utf8')}\n} })`, { __proto__: null, filename: file })
  return script.runInThisContext()(...VALUES)
}

module.exports = { OwnFiles, LOADED_BY_NODE }
