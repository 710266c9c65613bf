// Finds the place of a syntax error in a module, because Node does not tell it for what is imported.
//
// A module is compiled again, as a script, with its imports and exports blanked out. The place counts only if V8 says
// the same as it has said of the module. Nothing is run, and packages are not searched.
'use strict'

const { readFileSync } = require('node:fs')
const path = require('node:path')
const { fileURLToPath, pathToFileURL } = require('node:url')
const { Script } = require('node:vm')

/** How many files are searched at most. */
const MOST_FILES = 200
/** How the stack of a syntax error begins: the file and the line, the text, and the place in it. */
const PLACE = /^(.+):(\d+)\n.*\n(\s*)\^/

const QUOTED = /(['"])([^'"\n]+)\1/.source
const IMPORT = new RegExp(`^[ \\t]*import\\b\\s*(?:[^'"();=]*?\\bfrom\\s*)?${QUOTED}(?:\\s*with\\s*\\{[^}]*\\})?`, 'gm')
const EXPORT_FROM = new RegExp(`^[ \\t]*export\\s*[*{][^'"();=]*?\\bfrom\\s*${QUOTED}`, 'gm')
const EXPORT_LIST = /^[ \t]*export\s*\{[^}]*\}/gm
const EXPORT_DEFAULT = /^[ \t]*export\s+default\b/gm
const EXPORT = /^[ \t]*export\s+(?=(?:const|let|var|function|class|async)\b)/gm

/**
 * @param {string} file the path of the module that was loaded
 * @param {string} message what V8 says
 * @returns {string | undefined} the file, line and column, if they are found
 */
function findSyntaxError (file, message) {
  const files = new Set([file])
  for (const file of files) {
    const text = read(file)
    const place = placeIn(text, file, message)
    if (place !== undefined) return place
    for (const pattern of [IMPORT, EXPORT_FROM]) {
      for (const [, , name] of text.matchAll(pattern)) {
        if (files.size < MOST_FILES && /^(?:\.{1,2}\/|file:)/.test(name)) files.add(resolve(name, file))
      }
    }
  }
}

function resolve (name, from) {
  return fileURLToPath(new URL(name, pathToFileURL(from)))
}

function read (file) {
  try {
    return /\.json$/.test(path.extname(file)) ? '' : readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function placeIn (text, file, message) {
  const script = asScript(text)
  // Only a module that awaits needs the function around it, where a bracket too many would close the function.
  for (const [before, after] of [['', ''], ['async () => {', '\n}']]) {
    const error = compile(`'use strict'; ${before}\n${script}${after}`, file)
    if (error === undefined) return undefined
    if (error.message !== message) continue
    const [, , line, space] = PLACE.exec(error.stack) ?? []
    if (Number(line) <= text.split('\n').length) return `${file}:${line}:${space.length + 1}`
  }
}

function compile (text, filename) {
  try {
    new Script(text, { filename, lineOffset: -1 }) // eslint-disable-line no-new
  } catch (error) {
    return error
  }
}

/** The module with nothing in it that a script can't have. Every other character stays in its place. */
function asScript (text) {
  const blank = (found) => found.replace(/[^\r\n]/g, ' ')
  return text
    .replace(IMPORT, blank)
    .replace(EXPORT_FROM, blank)
    .replace(EXPORT_LIST, blank)
    .replace(EXPORT_DEFAULT, (found) => `_ =${blank(found.slice(3))}`)
    .replace(EXPORT, blank)
    .replace(/\bimport\.meta\b/g, 'imported.in')
}

module.exports = { findSyntaxError, PLACE }
