// Loads a worker file the way Node would run it, once: a file that throws is not tried a second way.
'use strict'

const { createRequire } = require('node:module')
// The user's file may replace the global.
const process = require('node:process')
const { fileURLToPath } = require('node:url')

/** Errors by which `require` says, before it runs anything, that a file is a module to be imported. */
const MUST_IMPORT = new Set(['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'])
const ALWAYS_IMPORT = /\.(?:mjs|mts|ts)$/

/**
 * @param {string} url a file's
 * @returns {Promise<any>} its exports
 */
async function loadFile (url) {
  const path = fileURLToPath(url)
  // What a program's own name is, is the worker file, as if `new Worker()` had been given it.
  process.argv[1] = path
  if (!ALWAYS_IMPORT.test(path)) {
    try {
      return createRequire(path)(path)
    } catch (error) {
      if (!MUST_IMPORT.has(error?.code)) throw error
    }
  }
  return import(url)
}

module.exports = { loadFile }
