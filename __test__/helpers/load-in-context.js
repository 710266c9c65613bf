// Loads every JavaScript file of the package again, with a module system in a new vm context. The addon is shared.
'use strict'

const fs = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')
const vm = require('node:vm')

/** @returns {{ oxpool: any, evaluate: (source: string) => any }} the package, and a way to run source in its context */
function loadInContext () {
  const context = vm.createContext({
    process,
    Buffer,
    URL,
    console,
    setImmediate,
    setTimeout,
    clearTimeout,
    queueMicrotask,
    AbortController,
    AbortSignal,
    MessageChannel,
    MessagePort,
    structuredClone
  })
  const cache = new Map()
  const load = (file) => {
    if (file.endsWith('.node')) return require(file)
    if (cache.has(file)) return cache.get(file).exports
    const module = { exports: {} }
    cache.set(file, module)
    const nodeRequire = createRequire(file)
    const ownRequire = (name) => name.startsWith('.') ? load(nodeRequire.resolve(name)) : nodeRequire(name)
    const parameters = ['module', 'exports', 'require', '__dirname', '__filename']
    const body = vm.compileFunction(fs.readFileSync(file, 'utf8'), parameters, {
      parsingContext: context, filename: file
    })
    body(module, module.exports, ownRequire, path.dirname(file), file)
    return module.exports
  }
  return {
    oxpool: load(path.join(__dirname, '..', '..', 'index.js')),
    evaluate: (source) => vm.runInContext(source, context)
  }
}

module.exports = { loadInContext }
