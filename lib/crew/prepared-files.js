// Keeps this package's own files, read and compiled, so that a new thread need not do that again: the first thread that
// has run them and has nothing else to do hands them over.
'use strict'

const { addonFile } = require('./addon-file.js')

/**
 * By path: the text of each file, and V8's compiled code for it.
 *
 * @type {Map<string, { text: string, code: Uint8Array }> | undefined}
 */
let prepared
/** Not 0 once a thread has handed the files over: the other threads need not. */
const isDone = new Int32Array(new SharedArrayBuffer(4))

/** What a new thread is told. */
function filesForThread () {
  return { addonFile, prepared, isDone }
}

function keepFiles (files) {
  prepared = files
}

module.exports = { filesForThread, keepFiles }
