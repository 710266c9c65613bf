// Keeps the bundle, which is this package's own files for a thread in one script, so that threads need neither read nor
// compile it.
//
// The build makes the bundle. In a checkout, a file that was changed since is newer than the bundle, or has another
// size: then threads load the files one by one. A published package has no `scripts/`, and its files don't change.
'use strict'

const { existsSync, readFileSync, statSync } = require('node:fs')
const path = require('node:path')
const { Script } = require('node:vm')
const { addonFile } = require('./addon-file.js')

const LIB = path.join(__dirname, '..')
const FILE = path.join(LIB, 'bundle.js')

/** `undefined` if it was not looked for, `null` if threads must do without it. @type {Bundle | null | undefined} */
let bundle

class Bundle {
  file = FILE
  /** The bundle's bytes, each of which is a character. */
  text
  /** The code that V8 has made of it. @type {Uint8Array | undefined} */
  code

  /** @param {Buffer} bytes */
  constructor (bytes) {
    this.text = share(bytes)
  }

  compile () {
    const script = new Script(this.#string, { __proto__: null, filename: FILE })
    this.code = share(script.createCachedData())
  }

  get isFresh () {
    if (!existsSync(path.join(LIB, '..', 'scripts'))) return true
    const { mtimeMs } = statSync(FILE)
    const list = this.#string.slice(3, this.#string.indexOf('\n'))
    return list.split(' ').every((entry) => {
      const [name, size] = entry.split('=')
      const file = statSync(path.join(LIB, name), { throwIfNoEntry: false })
      return file !== undefined && file.size === Number(size) && file.mtimeMs <= mtimeMs
    })
  }

  get #string () {
    return Buffer.from(this.text.buffer).latin1Slice()
  }
}

function readBundle () {
  try {
    const read = new Bundle(readFileSync(FILE))
    return read.isFresh ? read : null
  } catch {
    // There is none, or the permission model forbids to read it or to look at a file.
    return null
  }
}

function share (bytes) {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}

/** What a new thread is told. */
function filesForThread () {
  if (bundle === undefined) bundle = readBundle()
  // Only from the second thread on: the code takes longer to make than a thread alone saves.
  else if (bundle !== null && bundle.code === undefined) bundle.compile()
  return { addonFile, bundle: bundle ?? undefined }
}

module.exports = { filesForThread }
