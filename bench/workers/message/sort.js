// Offers the task `sort` in the article's form: it answers each message with a message.
'use strict'

const { parentPort } = require('node:worker_threads')
const sort = require('../sort')

parentPort.on('message', (data) => parentPort.postMessage(sort(data)))
