// Every Worker of a pool runs this file first: it takes the pool's first message and loads the Worker's other files.
//
// The room `lib/worker/start/` brings a new thread to its first job. It may touch Node's module loader, the first
// message on `parentPort` and everything else in `lib/worker/`; no other room imports it.
'use strict'

const { Script } = require('node:vm')
const { parentPort, receiveMessageOnPort } = require('node:worker_threads')

// Taken now, because the user's file may replace it. `node:process` is the same object, but loading it takes a while.
const { process } = globalThis

/** The pause between two looks for the pool's first message, in milliseconds. */
const PAUSE = 1
/** The place of the word that says that this thread has begun. */
const BEGUN = 1

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

/**
 * Runs the bundle, which has all files that this thread needs before its first job.
 *
 * @param {{ file: string, text: Uint8Array, code: Uint8Array | undefined }} bundle
 */
function loadBundle ({ file, text, code }) {
  const string = Buffer.from(text.buffer).latin1Slice()
  const script = new Script(string, { __proto__: null, filename: file, cachedData: code })
  return script.runInThisContext()(require, module, __dirname)
}

/** Loads the other files. If the system refuses that, a pool whose event loop is blocked hears of it by a message. */
function loadLife ({ files: { addonFile, bundle }, port }) {
  try {
    const { OwnFiles, bundled } = bundle === undefined ? require('./own-files.js') : loadBundle(bundle)
    return new OwnFiles(addonFile, bundled).load('worker/start/life.js')
  } catch (error) {
    port.postMessage({ type: 'failed', message: error.message, code: error.code })
    throw error
  }
}

const start = receiveStart()
Atomics.store(start.alarm, BEGUN, 1)
// A pool whose event loop is blocked hears of the end of a thread without a seat only by this message.
const tellEnd = () => start.port.postMessage({ type: 'ended' })
process.once('exit', tellEnd)
const { live } = loadLife(start)
live(start, () => process.removeListener('exit', tellEnd))
