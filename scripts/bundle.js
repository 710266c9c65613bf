// Writes `lib/bundle.js`: all files that a Worker loads before its first job, as one script, which loads faster.
//
// The text of each file stays as it is, so stacks have the names of functions that the files have. Each file is a
// function in the bundle, as it is for Node's loader. Files that a thread may load later are not in the bundle.
'use strict'

const { readFileSync, writeFileSync } = require('node:fs')
const path = require('node:path')
const globals = require('../lib/globals.js')
const { LOADED_BY_NODE } = require('../lib/worker/start/own-files.js')

const LIB = path.join(__dirname, '..', 'lib')
const GLOBALS = 'globals.js'
const LOADER = 'worker/start/own-files.js'
const FIRST = 'worker/start/life.js'
/** An import at the beginning of a line: a file that is required within a function is loaded later. */
const IMPORT = /^const .*\brequire\('(\.[^']*)'\)/gm

/** By name: the text of each file, and the names of the files that it requires. */
const files = new Map([GLOBALS, LOADER].map((name) => [name, read(name)]))

function read (name) {
  return { text: readFileSync(path.join(LIB, name), 'utf8'), names: Object.create(null) }
}

function add (name) {
  if (files.has(name) || LOADED_BY_NODE.has(name)) return
  const file = read(name)
  files.set(name, file)
  for (const [, to] of file.text.matchAll(IMPORT)) {
    file.names[to] = path.posix.join(path.posix.dirname(name), to)
    add(file.names[to])
  }
}

/** V8 compiles a function in parentheses together with the script. */
function wrap (name) {
  return `(function (exports, require, module, __filename, __dirname) {${files.get(name).text}\n})`
}

function entry (name) {
  const names = `{ __proto__: null, ...${JSON.stringify(files.get(name).names)} }`
  return `${JSON.stringify(name)}: { names: ${names}, load: ${wrap(name)} }`
}

function write () {
  const sizes = [...files].map(([name, { text }]) => `${name}=${Buffer.byteLength(text)}`)
  const entries = [...files.keys()].filter((name) => name !== GLOBALS && name !== LOADER).map(entry)
  // `lib/worker/start/main.js` calls this with what Node gave it.
  const bundle = `// ${sizes.join(' ')}
// Made by scripts/bundle.js from the files above, whose sizes in bytes it names. Change those files, not this one.
(function (require, module, __dirname) {
const load = (run, require) => {
  const made = { exports: {}, constructor: module.constructor }
  run(made.exports, require, made, undefined, __dirname)
  return made.exports
}
const globals = load(${wrap(GLOBALS)}, require)
const requireHere = (name) => name.endsWith('/${GLOBALS}') ? globals : require(name)
requireHere.cache = require.cache
const { OwnFiles } = load(${wrap(LOADER)}, requireHere)
const bundled = (function (${Object.keys(globals).join(', ')}) { return { __proto__: null,
${entries.join(',\n')}
} })
return { OwnFiles, bundled }
})
`
  // `lib/crew/prepared-files.js` shares bytes between threads, and each of them must be a character.
  if (/[^\0-\x7f]/.test(bundle)) throw new Error('a file of lib/ has a character that is not ASCII')
  writeFileSync(path.join(LIB, 'bundle.js'), bundle)
}

add(FIRST)
write()
