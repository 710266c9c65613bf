// What every Worker of a pool runs first: it has the files loaded that the rest of its life needs.
'use strict'

const path = require('node:path')
const { parentPort, receiveMessageOnPort } = require('node:worker_threads')
const { OwnFiles } = require('./own-files.js')

/** Between two looks for the pool's first message, in milliseconds. */
const PAUSE = 1

/** The pool's first message. It is taken before the user's file is loaded, which never sees it. */
function receiveStart () {
  for (;;) {
    const received = receiveMessageOnPort(parentPort)
    if (received !== undefined) return received.message
    // The pool posts it right after it has made this thread, which may have been quicker. To listen would start the port, and others may post to it too.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE)
  }
}

const start = receiveStart()
const files = new OwnFiles(start.files)
const { live } = files.load(path.join(__dirname, 'life.js'))
live(start, files)
