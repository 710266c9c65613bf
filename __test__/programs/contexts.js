// Loads the package in two vm contexts of one process, as test runners do, and uses both at the same time.
'use strict'

const fs = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')
const vm = require('node:vm')
const { fixture } = require('../helpers/fixture.js')

/** Loads every JavaScript file of the package again, with a module system in a new context. The addon is shared. */
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
    DOMException,
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
  return load(path.join(__dirname, '..', '..', 'index.js'))
}

async function main () {
  const packages = [loadInContext(), loadInContext(), require('../../index.js')]
  const pools = packages.flatMap(({ WorkerPool }) =>
    [new WorkerPool(fixture('doubles.js'), 1), new WorkerPool('native:sum', 1)])
  const runs = Array.from({ length: 300 }, (_, number) => {
    const index = number % pools.length
    return pools[index].run(index % 2 ? Int32Array.of(number, number) : number)
  })
  const results = await Promise.all(runs)
  await Promise.all(pools.map((pool) => pool.close()))
  console.log(results.every((result, number) => result === number * 2), new Set(packages).size)
}

main()
