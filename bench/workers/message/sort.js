// The task `sort` in the article's form: a message comes, a message goes.
'use strict'

const { parentPort } = require('node:worker_threads')
const sort = require('../sort')

parentPort.on('message', (data) => parentPort.postMessage(sort(data)))
