// Offers the task `echo` in the article's form: it answers each message with a message.
'use strict'

const { parentPort } = require('node:worker_threads')
const echo = require('../echo')

parentPort.on('message', (data) => parentPort.postMessage(echo(data)))
