// Every Worker of a pool runs this file first: it takes the pool's first message and loads the Worker's other files.
//
// The room `lib/worker/start/` brings a new thread to its first job. It may touch Node's module loader, the first
// message on `parentPort` and everything else in `lib/worker/`; no other room imports it.
'use strict'

const path = require('node:path')
const { parentPort, receiveMessageOnPort } = require('node:worker_threads')
const { OwnFiles } = require('./own-files.js')

/** The pause between two looks for the pool's first message, in milliseconds. */
const PAUSE = 1

/** Takes the pool's first message. The user's file is loaded later, so it never sees this message. */
function receiveStart () {
  for (;;) {
    const received = receiveMessageOnPort(parentPort)
    if (received !== undefined) return received.message
    // The pool posts the message right after it has made this thread, but the thread may be faster. A listener would
    // start the port, and messages that others post to it would then come before the user's file listens.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE)
  }
}

const start = receiveStart()
const files = new OwnFiles(start.files)
const { live } = files.load(path.join(__dirname, 'life.js'))
live(start, files)
