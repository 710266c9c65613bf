// What threads begin with in place of reading and compiling this package's own files: the first that has run them, and has nothing else to do, hands over what it made of them.
'use strict'

const { addonFile } = require('./addon-file.js')

/** By path: each file's text, and what V8 has compiled of it. @type {Map<string, { text: string, code: Uint8Array }> | undefined} */
let prepared
/** Not 0 when a thread has handed them over: the others need not. */
const isDone = new Int32Array(new SharedArrayBuffer(4))

/** What a thread that starts is told. */
function filesForThread () {
  return { addonFile, prepared, isDone }
}

function keepFiles (files) {
  prepared = files
}

module.exports = { filesForThread, keepFiles }
