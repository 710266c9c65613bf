// The task `echo` in the article's form: a message comes, a message goes.
'use strict'

const { parentPort } = require('node:worker_threads')
const echo = require('../echo')

parentPort.on('message', (data) => parentPort.postMessage(echo(data)))
