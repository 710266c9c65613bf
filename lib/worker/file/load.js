// Loads a worker file as Node would run it.
//
// A file is run only once: if it throws when it is required, it is not imported as well.
'use strict'

const { extname } = require('node:path')
const { fileURLToPath } = require('node:url')
const { process } = require('../../globals.js')

// `node:module` has it too, and loads much that a thread does not need.
const { createRequire } = /** @type {any} */ (module.constructor)

/** `require` throws these before it runs anything, if the file is a module that must be imported. */
const MUST_IMPORT = new Set(['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'])
const ALWAYS_IMPORT = /\.m[jt]s$/
const TYPESCRIPT = /\.tsx?$/

/**
 * @param {string} url the file's
 * @returns {Promise<any>} the file's exports
 */
async function loadFile (url) {
  const path = fileURLToPath(url)
  // `argv[1]` is the file that a program runs. Here it is the worker file, as if `new Worker()` had been given that.
  process.argv[1] = path
  const requireFile = createRequire(path)
  if (isRequired(path, requireFile)) {
    try {
      return requireFile(path)
    } catch (error) {
      if (!MUST_IMPORT.has(error?.code)) throw error
    }
  }
  // Loaded only now: few worker files are imported.
  return require('./import.js').importFile(url)
}

/**
 * Runners of TypeScript make `require` load it, and find files that it names without an extension. Few of them do so
 * for `import` in a Worker.
 */
function isRequired (path, { extensions }) {
  if (TYPESCRIPT.test(path)) return Object.hasOwn(extensions, extname(path))
  return !ALWAYS_IMPORT.test(path)
}

module.exports = { loadFile }
