// What every Worker of a pool runs first: it has the files loaded that the rest of its life needs.
'use strict'

const path = require('node:path')
const { parentPort, receiveMessageOnPort } = require('node:worker_threads')
const { OwnFiles } = require('./own-files.js')

// The pool's first message was posted before this thread began, so it is here, and the user's file never sees it.
const start = receiveMessageOnPort(parentPort).message
const files = new OwnFiles(start.files)
const { live } = files.load(path.join(__dirname, 'life.js'))
live(start, files)
