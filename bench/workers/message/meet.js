// The task `meet` in the article's form: a message comes, a message goes.
'use strict'

const { parentPort } = require('node:worker_threads')
const meet = require('../meet')

parentPort.on('message', (data) => parentPort.postMessage(meet(data)))
