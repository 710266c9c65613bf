// Offers the task `meet` in the article's form: it answers each message with a message.
'use strict'

const { parentPort } = require('node:worker_threads')
const meet = require('../meet')

parentPort.on('message', (data) => parentPort.postMessage(meet(data)))
